import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSerialBench, type SerialBench } from '../../test/fakes/serial/serial-bench.ts';

const USB = '/dev/ttyUSB0';
let bench: SerialBench;
beforeEach(() => {
  bench = createSerialBench();
});
afterEach(async () => {
  await bench.consoles.stop();
  expect(bench.log.bugs).toEqual([]);
});
const open = () => bench.handlers['serial.open']({ path: USB });
const written = () => [...bench.recordings.files.values()].join('');

test('every line is in the recording with its time, a second later at most, and the sum of it in the log of the visit', async () => {
  const adapter = bench.serial.adapter({ path: USB, serialNumber: 'A1' });
  await open();
  await bench.settle();
  adapter.print('one\ntwo\n');
  await bench.clock.advance(1000);
  expect(written().split('\n').slice(1, 3)).toEqual([
    '2026-11-24T08:00:00.000Z | one',
    '2026-11-24T08:00:00.000Z | two',
  ]);
  await bench.handlers['serial.close']({ path: USB });
  const [[file, text]] = [...bench.recordings.files] as [[string, string]];
  expect(file).toBe('st-example/ttyUSB0-2026-11-24T08-00-00-000Z.log');
  expect(bench.ops).toMatchObject([
    {
      kind: 'serial.recorded',
      agg: `serial:${USB}`,
      body: {
        file: 'ttyUSB0-2026-11-24T08-00-00-000Z.log',
        lines: 4,
        sizeBytes: text.length,
        sha256: createHash('sha256').update(text).digest('hex'),
        adapter: { serialNumber: 'A1' },
      },
    },
  ]);
});

test('an end of the engine ends the recording too', async () => {
  bench.serial.adapter({ path: USB });
  await open();
  await bench.settle();
  await bench.consoles.stop();
  expect(bench.ops.map(({ kind }) => kind)).toEqual(['serial.recorded']);
});

test('a disk that is full stops the recording, says so, and reading goes on', async () => {
  const adapter = bench.serial.adapter({ path: USB });
  await open();
  await bench.settle();
  bench.recordings.isDiskFull = true;
  adapter.print('one\n');
  await bench.clock.advance(2000);
  adapter.print('two\n');
  await bench.settle();
  expect(bench.texts(USB)).toEqual(['one', 'two']);
  expect(await bench.portAt(USB)).toMatchObject({ state: 'open', problem: { code: 'disk-full' } });
});

test('a disk that is full from the start is no reason not to read', async () => {
  const adapter = bench.serial.adapter({ path: USB });
  bench.recordings.isDiskFull = true;
  expect(await open()).toMatchObject({ state: 'open', problem: { code: 'disk-full' }, recording: null });
  adapter.print('one\n');
  await bench.settle();
  expect(bench.texts(USB)).toEqual(['one']);
});

test('what was recorded is listed for the bundle, as far as it came', async () => {
  const adapter = bench.serial.adapter({ path: USB });
  await open();
  await bench.settle();
  adapter.print('one\n');
  await bench.settle();
  const [recording] = await bench.consoles.recordings();
  expect(await bench.consoles.recordingTail(recording?.file ?? '', 1000)).toContain('| one\n');
});
