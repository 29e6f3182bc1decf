import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFreeSpace } from '../../electron/adapters/disk/free-space.ts';
import { fileReader } from '../../electron/adapters/pack-files/file-reader.ts';
import { createImageStore } from '../../electron/adapters/pack-files/image-store.ts';
import type { ImageStore } from '../../electron/sites/sites-ports.ts';
import { createFakeImageStore, someImage } from '../fakes/sites/pack-console.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rounds-files-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const { image, bytes } = someImage('one', 5000);
const signal = new AbortController().signal;
const imageFile = () => join(folder, 'images', image.digest.replace(':', '-'));

/** A download that gives what it has and then ends, or breaks. */
async function* download(content: Uint8Array, breaks = false): AsyncIterable<Uint8Array> {
  for (let at = 0; at < content.length; at += 700) yield content.subarray(at, at + 700);
  if (breaks) throw new Error('the line broke');
}
const from =
  (content: Uint8Array, asked: number[] = []) =>
  async (fromByte: number) => {
    asked.push(fromByte);
    return download(content.subarray(fromByte));
  };

const makers: readonly (readonly [string, () => { store: ImageStore; damage(to: Uint8Array): void }])[] = [
  [
    'in memory',
    () => {
      const store = createFakeImageStore();
      return { store, damage: (to) => void store.whole.set(image.digest, to) };
    },
  ],
  [
    'on disk',
    () => ({
      store: createImageStore(join(folder, 'images')),
      damage: (to) => writeFileSync(imageFile(), to),
    }),
  ],
];

describe.each(makers)('images, %s', (_name, make) => {
  test('an image is here after its last byte came, and not before', async () => {
    const { store } = make();
    expect(await store.holds(image, signal)).toBe(false);
    expect([...(await store.present([image]))]).toEqual([]);
    expect(await store.receive(image, from(bytes), signal)).toBe('kept');
    expect(await store.holds(image, signal)).toBe(true);
    expect([...(await store.present([image]))]).toEqual([image.digest]);
  });

  test('a download that breaks goes on from the byte where it broke', async () => {
    const { store } = make();
    const asked: number[] = [];
    const breaking = async (fromByte: number) => {
      asked.push(fromByte);
      return download(bytes.subarray(fromByte, 2100), true);
    };
    await expect(store.receive(image, breaking, signal)).rejects.toThrow('the line broke');
    expect([...(await store.present([image]))]).toEqual([]);
    expect(await store.receive(image, from(bytes, asked), signal)).toBe('kept');
    expect(asked).toEqual([0, 2100]);
  });

  test('content with another digest is not kept, and nothing of it is left for the next time', async () => {
    const { store } = make();
    const wrong = Buffer.from(bytes);
    wrong.writeUInt8(1, 3000);
    expect(await store.receive(image, from(wrong), signal)).toBe('corrupt');
    expect(await store.holds(image, signal)).toBe(false);
    const asked: number[] = [];
    expect(await store.receive(image, from(bytes, asked), signal)).toBe('kept');
    expect(asked).toEqual([0]);
  });

  test('an image that was damaged later is found and not called present again', async () => {
    const { store, damage } = make();
    await store.receive(image, from(bytes), signal);
    const wrong = Buffer.from(bytes);
    wrong.writeUInt8(1, 3000);
    damage(wrong);
    expect(await store.holds(image, signal)).toBe(false);
    expect([...(await store.present([image]))]).toEqual([]);
  });

  test('a stop ends the download; what came stays', async () => {
    const { store } = make();
    const stopping = new AbortController();
    const open = async (fromByte: number) => {
      if (fromByte === 0) stopping.abort(new Error('enough'));
      return download(bytes.subarray(fromByte));
    };
    await expect(store.receive(image, open, stopping.signal)).rejects.toThrow('enough');
    expect(await store.receive(image, from(bytes), signal)).toBe('kept');
  });
});

test('on disk an image has its name only when it is whole; an endless one is cut off', async () => {
  const store = createImageStore(join(folder, 'images'));
  await expect(
    store.receive(image, async () => download(bytes.subarray(0, 1400), true), signal),
  ).rejects.toThrow();
  expect(readdirSync(join(folder, 'images'))).toEqual([`${image.digest.replace(':', '-')}.part`]);
  let given = 0;
  async function* endless(): AsyncIterable<Uint8Array> {
    for (;;) {
      given += 1000;
      yield Buffer.alloc(1000);
    }
  }
  expect(await store.receive(image, async () => endless(), signal)).toBe('corrupt');
  expect(given).toBeLessThan(10_000);
  expect(readdirSync(join(folder, 'images'))).toEqual([]);
  await store.receive(image, from(bytes), signal);
  expect(readFileSync(imageFile())).toEqual(Buffer.from(bytes));
});

test('a download that ends too early without an error counts as broken off, not as damaged', async () => {
  const store = createImageStore(join(folder, 'images'));
  const short = async () => download(bytes.subarray(0, 2100));
  await expect(store.receive(image, short, signal)).rejects.toMatchObject({
    failure: { code: 'console-unreachable', facts: { detail: '2100 of 5000 bytes' } },
  });
  const asked: number[] = [];
  expect(await store.receive(image, from(bytes, asked), signal)).toBe('kept');
  expect(asked).toEqual([2100]);
});

test('a file is read whole or not at all', async () => {
  const path = join(folder, 'enrolment.json');
  writeFileSync(path, 'x'.repeat(1000));
  expect(await fileReader.read(path, 1000)).toEqual({ state: 'read', bytes: Buffer.alloc(1000, 'x') });
  expect(await fileReader.read(path, 999)).toEqual({ state: 'too-large', sizeBytes: 1000 });
  writeFileSync(path, '');
  expect(await fileReader.read(path, 999)).toEqual({ state: 'read', bytes: Buffer.alloc(0) });
});

test('what is no file cannot be read: nothing there, a folder, a pipe that nobody writes to, a device without end', async () => {
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  for (const path of [join(folder, 'none'), folder, join(folder, 'pipe'), '/dev/zero', 'bad\0name']) {
    expect(await fileReader.read(path, 1000)).toBeNull();
  }
});

test('the room left is what the system says; a folder that is gone says nothing', async () => {
  const free = await createFreeSpace(folder).freeBytes();
  const [, line = ''] = execFileSync('df', ['-Pk', folder], { encoding: 'utf8' }).split('\n');
  const said = Number(line.split(/\s+/)[3]) * 1024;
  expect(Math.abs((free ?? 0) - said)).toBeLessThan(1e9);
  expect(await createFreeSpace(join(folder, 'gone')).freeBytes()).toBeNull();
});
