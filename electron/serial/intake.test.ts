import { expect, test } from 'vitest';
import { watchTurns } from '../../test/fakes/serial/turn-watch.ts';
import { createIntake } from './intake.ts';

const MIB = 1024 * 1024;

/** Feeds so many bytes a second for so many seconds of a clock of its own. */
async function flood(chunk: Uint8Array, bytesPerS: number, seconds: number) {
  let nowMs = 0;
  let [lines, gaps] = [0, 0];
  const intake = createIntake({
    now: () => nowMs,
    onLines: (some) => {
      lines += some.length;
    },
    onGap: (bytes) => {
      gaps += bytes;
    },
  });
  const turns = watchTurns();
  let fedBytes = 0;
  for (; fedBytes < bytesPerS * seconds; fedBytes += chunk.length) {
    nowMs = (fedBytes / bytesPerS) * 1000;
    await intake.take(chunk);
  }
  intake.settle();
  const longestMs = await turns.stop();
  return { lines, gaps, longestMs, fedBytes, ...{ dropped: intake.droppedBytes, taken: intake.takenBytes } };
}

test('10 MB/s for five seconds: what cannot be kept is counted to the byte, and others keep their turn', async () => {
  const line = new TextEncoder().encode(
    '[   12.340017] [talos] task loadConfig (1/1): starting, and a little more\n'.repeat(880),
  );
  const { dropped, taken, fedBytes, gaps, lines, longestMs } = await flood(line, 10 * MIB, 5);
  expect(dropped + taken).toBe(fedBytes);
  expect(gaps).toBe(dropped);
  expect(dropped).toBeGreaterThan(30 * MIB);
  expect(lines).toBeGreaterThan(50_000);
  expect(longestMs).toBeLessThan(50);
});

test('nothing but line ends costs as much as its lines', async () => {
  const { lines, longestMs } = await flood(new Uint8Array(65_536).fill(10), 10 * MIB, 2);
  expect(lines).toBeLessThan(200_000);
  expect(longestMs).toBeLessThan(50);
});

test('what a fast adapter delivers is kept whole', async () => {
  const line = new TextEncoder().encode(`${'x'.repeat(99)}\n`.repeat(30));
  const { dropped, lines, fedBytes } = await flood(line, 300_000, 10);
  expect([dropped, lines]).toEqual([0, fedBytes / 100]);
});
