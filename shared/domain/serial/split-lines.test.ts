import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLineSplitter, LONGEST_LINE_CHARS } from './split-lines.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
function linesOf(...chunks: readonly (string | Uint8Array)[]): readonly string[] {
  const splitter = createLineSplitter();
  return [
    ...chunks.flatMap((chunk) => splitter.push(typeof chunk === 'string' ? bytes(chunk) : chunk)),
    ...splitter.settle(),
  ];
}

test('lines end with LF, CRLF or CR', () => {
  expect(linesOf('one\ntwo\r\nthree\rfour\n')).toEqual(['one', 'two', 'three', 'four']);
  expect(linesOf('one\r', '\ntwo')).toEqual(['one', 'two']);
  expect(linesOf('a\n\nb\r\n\r\n')).toEqual(['a', '', 'b', '']);
});

test('a progress line that is written again and again is kept once, and nothing that differs is lost', () => {
  expect(linesOf('pull  1%\rpull 20%\rpull 100%\nnext\n')).toEqual(['pull 100%', 'next']);
  expect(linesOf('[==>   ] 3/9\r[=====>] 9/9\r\n')).toEqual(['[=====>] 9/9']);
  expect(linesOf('real error\rall is well\n')).toEqual(['real error', 'all is well']);
});

test('a character that is split over chunks is one character', () => {
  const coded = bytes('Kühlhaus 冷 🧊\n');
  expect(linesOf(...[...coded].map((byte) => Uint8Array.of(byte)))).toEqual(['Kühlhaus 冷 🧊']);
});

test('colours, cursor movements and titles are taken out, also when split or never ended', () => {
  expect(linesOf('\u001b[1;31mred\u001b[0m text\n')).toEqual(['red text']);
  expect(linesOf('\u001b', '[1;3', '1mred\u001b', '[0m\n')).toEqual(['red']);
  expect(linesOf('\u001b]0;a title\u0007shown\n')).toEqual(['shown']);
  expect(linesOf('\u001b]0;a title\u001b\\shown\n')).toEqual(['shown']);
  expect(linesOf('\u001b]0;never ended\nshown\n')).toEqual(['', 'shown']);
  expect(linesOf('\u009b31mred\u0090dcs\u009cshown\n')).toEqual(['redshown']);
  expect(linesOf('\u001b(Bplain\u001bMup\n')).toEqual(['plainup']);
  expect(linesOf(`\u001b]${'x'.repeat(1024)}after\n`)).toEqual(['after']);
});

test('zeros, bells and noise leave no control character behind', () => {
  expect(linesOf('a\u0000b\u0007c\td\n')).toEqual(['abc\td']);
  expect(linesOf(Uint8Array.of(0xff, 0x80, 0xc3, 0x41, 0x0a))).toEqual(['\ufffd\ufffd\ufffdA']);
  expect(linesOf('typex\bd\n')).toEqual(['typed']);
});

test('text cannot turn its direction or hide itself; markup stays text', () => {
  expect(linesOf('safe\u202egnp.exe\n')).toEqual(['safe\ufffdgnp.exe']);
  expect(linesOf('zero\u200bwidth\u2066x\n')).toEqual(['zerowidth\ufffdx']);
  expect(linesOf('<img src=x onerror=alert(1)>\n')).toEqual(['<img src=x onerror=alert(1)>']);
});

test('an endless line is cut and goes on, and a pair of units is never torn', () => {
  const lines = linesOf('x'.repeat(10_000), '\n');
  expect(lines.map(({ length }) => length)).toEqual([4096, 4096, 1808]);
  const [first, second] = linesOf(`x${'🧊'.repeat(2048)}\n`);
  expect([first?.length, second]).toEqual([4095, '🧊']);
});

test('a prompt without a line end is given when it settles, and what follows begins anew', () => {
  const splitter = createLineSplitter();
  expect(splitter.push(bytes('talos login: '))).toEqual([]);
  expect(splitter.settle()).toEqual(['talos login: ']);
  expect(splitter.settle()).toEqual([]);
  expect(splitter.push(bytes('root\n'))).toEqual(['root']);
});

const nasty = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc.string({ unit: 'binary', maxLength: 100 }).map(bytes),
  fc
    .array(
      fc.constantFrom(
        '\u001b[',
        '\u001b]0;',
        '\u001b\\',
        '\r',
        '\n',
        '\r\n',
        '\b',
        '12%',
        'line',
        '\u009b',
        '\u202e',
        '\0',
      ),
    )
    .map((parts) => bytes(parts.join(''))),
);

test('however the bytes are cut, the lines are the same, short and clean', () => {
  fc.assert(
    fc.property(
      fc.array(nasty, { maxLength: 8 }),
      fc.infiniteStream(fc.integer({ min: 1, max: 9 })),
      (parts, cuts) => {
        const whole = Uint8Array.from(parts.flatMap((part) => [...part]));
        const chunks: Uint8Array[] = [];
        for (let at = 0; at < whole.length; ) {
          const size = cuts.next().value;
          chunks.push(whole.subarray(at, at + size));
          at += size;
        }
        const lines = linesOf(whole);
        expect(linesOf(...chunks)).toEqual(lines);
        for (const line of lines) {
          expect(line.length).toBeLessThanOrEqual(LONGEST_LINE_CHARS);
          // biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is the point
          expect(line).not.toMatch(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
          expect(line.isWellFormed()).toBe(true);
        }
      },
    ),
    { numRuns: 400 },
  );
});
