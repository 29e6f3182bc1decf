import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type BaudState, followBaud, startBaud } from './follow-baud.ts';

const text = new TextEncoder().encode('[   12.340017] [talos] task loadConfig (1/1): starting\r\n'.repeat(3));
/** What 9600 looks like at 115200: each bit is read as a dozen. */
const noise = Uint8Array.from(
  { length: 64 },
  (_, index) => [0x00, 0xff, 0xf8, 0x80, 0xe0, 0xfe, 0x00, 0xc0][index % 8] ?? 0,
);
const after = (state: BaudState, ...chunks: readonly Uint8Array[]) =>
  chunks.reduce((now, chunk, index) => followBaud(now, chunk, index), state);

test('text keeps the rate, noise changes it, and text there makes it known', () => {
  expect(after(startBaud(), text)).toMatchObject({ baud: 115_200, isKnown: true });
  expect(after(startBaud(), noise)).toMatchObject({ baud: 9600, isKnown: false });
  expect(after(startBaud(), noise, text)).toMatchObject({ baud: 9600, isKnown: true });
  expect(after(startBaud(), noise, text, noise)).toMatchObject({ baud: 9600 });
});

test('noise at 9600 changes back', () => {
  expect(after(startBaud(9600), noise)).toMatchObject({ baud: 115_200 });
});

test('a little is not judged, and silence changes nothing', () => {
  expect(after(startBaud(), noise.subarray(0, 63))).toMatchObject({ baud: 115_200 });
  expect(after(startBaud())).toEqual(startBaud());
});

test('once text was read, only lasting noise counts', () => {
  const known = after(startBaud(), text);
  expect(after(known, noise, noise)).toMatchObject({ baud: 115_200 });
  expect(after(known, ...Array.from({ length: 8 }, () => noise))).toMatchObject({ baud: 9600 });
});

test('where neither rate gives text the rate is not changed without end', () => {
  let state = startBaud();
  let changes = 0;
  for (let index = 0; index < 1000; index += 1) {
    const next = followBaud(state, noise, index);
    if (next.baud !== state.baud) changes += 1;
    state = next;
  }
  expect(changes).toBe(4);
  expect(followBaud(state, noise, 40_000).baud).toBe(9600);
});

test('text of other languages is text', () => {
  const words = new TextEncoder().encode(
    'Gerät für die Küche wird gestartet, Lüfter läuft, Temperatur über Plan\n',
  );
  expect(after(startBaud(), words)).toMatchObject({ isKnown: true });
});

test('counters stay within their window, whatever comes', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 30 }), (chunks) => {
      const state = after(startBaud(), ...chunks);
      expect(state.seenBytes).toBeLessThan(512);
      expect([115_200, 9600]).toContain(state.baud);
    }),
  );
});
