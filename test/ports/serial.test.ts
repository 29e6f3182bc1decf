import { mkdtemp, open, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../electron/adapters/clock/system-clock.ts';
import { createSerialSystem } from '../../electron/adapters/serial/serial-system.ts';
import { createSerialBench } from '../fakes/serial/serial-bench.ts';
import { watchTurns } from '../fakes/serial/turn-watch.ts';
import { startLabSerial } from '../hospital/serial/lab-serial.ts';
import { fakeWire, printUntilHeard, realWire } from './serial-wires.ts';

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error) => error.failure?.code ?? String(error),
  );

describe.each([
  ['in memory', fakeWire],
  ['by serialport on a pseudo-terminal', realWire],
])('a serial port %s', (_, wireFor) => {
  test('gives what is printed while it is open', async () => {
    await using wire = await wireFor();
    const port = await wire.system.open(wire.path, 115_200);
    expect(await printUntilHeard(wire, port, '[    1.0] [talos] Gerät bereit')).toContain('\r\n');
    await port.close();
    expect(await port.read()).toBeNull();
    await port.close();
  });

  test('belongs to one program at a time', async () => {
    await using wire = await wireFor();
    const port = await wire.system.open(wire.path, 115_200);
    expect(await codeOf(wire.system.open(wire.path, 115_200))).toBe('serial-busy');
    await port.close();
    await (await wire.system.open(wire.path, 115_200)).close();
  });

  test('gives noise at the wrong rate, and text at the right one', async () => {
    await using wire = await wireFor();
    await wire.rate(9600);
    const port = await wire.system.open(wire.path, 115_200);
    await port.setBaud(9600);
    await printUntilHeard(wire, port, 'text');
    await port.setBaud(115_200);
    let noise = Buffer.alloc(0);
    while (noise.length < 64 || !noise.subarray(-64).includes(0)) {
      await wire.print('0123456789');
      noise = Buffer.concat([noise, (await port.read()) ?? Buffer.alloc(0)]);
    }
    await port.close();
  });

  test('that is pulled ends the reading with its name, and opens again when it is back', async () => {
    await using wire = await wireFor();
    const port = await wire.system.open(wire.path, 115_200);
    await printUntilHeard(wire, port, 'before');
    const ending = codeOf(
      (async () => {
        while ((await port.read()) !== null);
      })(),
    );
    await wire.pull();
    expect(await ending).toBe('serial-vanished');
    await port.close();
    expect(await codeOf(wire.system.open(wire.path, 115_200))).toBe('serial-unknown');
    await wire.plug();
    const again = await wire.system.open(wire.path, 115_200);
    await printUntilHeard(wire, again, 'after');
    await again.close();
  });

  test('that nobody has is unknown', async () => {
    await using wire = await wireFor();
    expect(await codeOf(wire.system.open('/dev/rounds-nothing', 115_200))).toBe('serial-unknown');
  });
});

describe('the real system', () => {
  const system = createSerialSystem();

  test('opens no file, folder, pipe or other device by mistake', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rounds-serial-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await (await open(join(folder, 'file'), 'w')).close();
    await symlink(join(folder, 'nowhere'), join(folder, 'dangling'));
    const codes = await Promise.all(
      [join(folder, 'file'), folder, '/dev/null', join(folder, 'dangling')].map((path) =>
        codeOf(system.open(path, 115_200)),
      ),
    );
    expect(codes).toEqual(['serial-not-a-port', 'serial-not-a-port', 'serial-not-a-port', 'serial-unknown']);
  });

  test('lists ports by their path, and none that has no chip', async () => {
    for (const { path, serialNumber } of await system.list()) {
      expect(path).toMatch(/^\/dev\/|^COM\d+$/);
      expect(serialNumber).not.toBe('');
    }
  });
});

/** The consoles on the real adapter, with the real clock. */
async function realBench() {
  const folder = await mkdtemp(join(tmpdir(), 'rounds-serial-'));
  const serial = await startLabSerial(
    { name: 'lab', onConsoleLine: () => () => undefined },
    join(folder, 'lab'),
  );
  const bench = createSerialBench({ clock: systemClock, system: createSerialSystem() });
  onTestFinished(async () => {
    await bench.consoles.stop();
    await serial.stop();
    await rm(folder, { recursive: true, force: true });
    expect(bench.log.bugs).toEqual([]);
  });
  await bench.handlers['serial.open']({ path: serial.path });
  const view = () => bench.portAt(serial.path);
  return { bench, serial, view };
}

test('a console at 9600 is found out, and followed over a pull of its adapter within three seconds', async () => {
  const { bench, serial, view } = await realBench();
  await serial.setTrouble({ baud: 9600, floodKiBPerS: 2 });
  await expect.poll(async () => (await view()).baud, { timeout: 10_000 }).toBe(9600);
  await expect.poll(() => bench.texts(serial.path).at(-1)).toMatch(/again and again$/);
  await serial.setTrouble({ unplugged: true });
  await expect.poll(async () => (await view()).state, { timeout: 5000 }).toBe('waiting');
  const began = performance.now();
  await serial.setTrouble({ baud: 9600 });
  await expect.poll(async () => (await view()).state, { timeout: 5000 }).toBe('open');
  expect(performance.now() - began).toBeLessThan(3000);
});

test('a line without end, colours and titles that never end come as short clean lines', async () => {
  const { bench, serial } = await realBench();
  await serial.setTrouble({ endlessLine: true, floodKiBPerS: 64 });
  await expect
    .poll(() => bench.texts(serial.path).some(({ length }) => length > 2000), { timeout: 10_000 })
    .toBe(true);
  await serial.setTrouble({ controls: true });
  await expect
    .poll(
      async () => {
        await serial.print('[    9.0] [talos] with colours');
        return bench.texts(serial.path).at(-1);
      },
      { timeout: 10_000 },
    )
    .toBe('[    9.0] [talos] with colours');
  for (const text of bench.texts(serial.path)) {
    expect(text.length).toBeLessThanOrEqual(4096);
    expect(text).not.toMatch(/(?!\t)\p{Cc}|\u202e/u);
  }
});

test('a port that never pauses leaves the engine free and its memory bounded', async () => {
  const { bench, serial, view } = await realBench();
  const before = heapBytes();
  const turns = watchTurns();
  await serial.setTrouble({ floodKiBPerS: 20_480 });
  // A fast machine drops at once; a busy one hardly gets more through the terminal than is kept.
  const isFlooded = async () => {
    const { droppedBytes, endLine } = await view();
    return droppedBytes > 1024 * 1024 || endLine > 50_000;
  };
  await expect.poll(isFlooded, { timeout: 25_000 }).toBe(true);
  await serial.setTrouble({});
  expect(await turns.stop()).toBeLessThan(50);
  expect(heapBytes() - before).toBeLessThan(64 * 1024 * 1024);
  expect(bench.texts(serial.path).length).toBeGreaterThan(1000);
}, 40_000);

/** What is really held. */
function heapBytes(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
