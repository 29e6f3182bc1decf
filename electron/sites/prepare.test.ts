import { beforeEach, expect, test } from 'vitest';
import {
  failureOf,
  one,
  pack,
  SitesBench,
  two,
  withOneBitChanged,
} from '../../test/fakes/sites/sites-bench.ts';

let bench: SitesBench;
beforeEach(() => {
  bench = new SitesBench();
});

test('an image that breaks off goes on where it was the next time', async () => {
  await bench.enrol();
  bench.publish(pack);
  bench.console.cutAfterBytes = 2000;
  expect(await failureOf(() => bench.prepare())).toMatchObject({ code: 'console-unreachable' });
  expect(await bench.faults()).toEqual(['images']);
  bench.console.cutAfterBytes = null;
  bench.console.asked.length = 0;
  await bench.prepare();
  expect(bench.console.asked.slice(3)).toEqual(['image from 2000', 'image from 0']);
  expect(await bench.faults()).toEqual([]);
});

test('a half that was damaged is fetched once more from its first byte', async () => {
  await bench.enrol();
  bench.publish(pack);
  bench.images.parts.set(one.image.digest, new Uint8Array(1000));
  await bench.prepare();
  expect(bench.console.asked.slice(3, 5)).toEqual(['image from 1000', 'image from 0']);
  expect(await bench.faults()).toEqual([]);
});

test('an image that arrives damaged is named and not kept; what is whole stays', async () => {
  await bench.enrol();
  bench.publish(pack);
  bench.console.images.set(two.image.digest, withOneBitChanged(two.bytes, 1500));
  expect(await failureOf(() => bench.prepare())).toEqual({
    code: 'image-corrupt',
    facts: { reference: 'registry.example/two:1', digest: two.image.digest },
  });
  expect([...bench.images.whole.keys()]).toEqual([one.image.digest]);
});

test('an image that went bad on the disk is found and fetched again', async () => {
  await bench.enrol();
  bench.publish(pack);
  await bench.prepare();
  bench.images.whole.set(one.image.digest, withOneBitChanged(one.bytes, 7));
  await bench.prepare();
  expect(bench.images.whole.get(one.image.digest)).toEqual(one.bytes);
});

test('a stop on the way keeps what is here, and two at once are refused', async () => {
  await bench.enrol();
  bench.publish(pack);
  const stopping = new AbortController();
  const first = bench.prepare(stopping.signal);
  expect(await failureOf(() => bench.prepare())).toEqual({ code: 'busy', facts: { what: 'Prepare' } });
  stopping.abort(new Error('enough'));
  await expect(first).rejects.toThrow('enough');
  await bench.prepare();
  expect(await bench.faults()).toEqual([]);
});
