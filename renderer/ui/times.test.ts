import { expect, test } from 'vitest';
import { sizeWords } from './sizes.ts';
import { agoWords, elapsedWords, tookWords, utcWords, whenWords } from './times.ts';

const now = new Date(2026, 10, 25, 10, 42, 0).getTime();

test.each([
  [0, '0 s'],
  [59_400, '59 s'],
  [190_000, '3 min 10 s'],
  [7_500_000, '2 h 5 min'],
])('%i ms have passed as "%s"', (ms, expected) => expect(elapsedWords(ms)).toBe(expected));

test.each([
  [42.4, '42 ms'],
  [1840, '1.8 s'],
  [61_000, '1 min 1 s'],
])('%f ms were measured as "%s"', (ms, expected) => expect(tookWords(ms)).toBe(expected));

test('moments are told as the person lives them', () => {
  expect(whenWords(now, now)).toBe('today 10:42');
  expect(whenWords(now - 86_400_000, now)).toBe('yesterday 10:42');
  expect(whenWords(new Date(2026, 10, 20, 9, 5).getTime(), now)).toBe('Fri 20 Nov 09:05');
  expect(whenWords(new Date(2025, 10, 20, 9, 5).getTime(), now)).toBe('20 Nov 2025 09:05');
  expect(agoWords(now - 20_000, now)).toBe('just now');
  expect(agoWords(now - 200_000, now)).toBe('3 min ago');
});

test('evidence carries UTC', () => {
  expect(utcWords(Date.UTC(2026, 10, 25, 10, 42, 7))).toBe('2026-11-25 10:42:07 UTC');
});

test.each([
  [512_110_190_592, '512 GB'],
  [1_900_000, '1.9 MB'],
  [999, '999 B'],
  [999_999, '1.0 MB'],
])('%i bytes are %s', (bytes, expected) => expect(sizeWords(bytes)).toBe(expected));
