import { expect, test } from 'vitest';
import { createOutput, type Ending } from './output.ts';

const ending: Ending = { exit: 0, data: { found: 1 }, lines: ['one'], problems: ['mind this'] };

/** Two streams that remember, and a clock that the test moves. */
function paper({ json = false, isTTY = false } = {}) {
  const written = { out: '', err: '' };
  let nowMs = 0;
  const output = createOutput({
    out: {
      write: (text) => {
        written.out += text;
      },
    },
    err: {
      isTTY,
      columns: 24,
      write: (text) => {
        written.err += text;
      },
    },
    json,
    now: () => nowMs,
  });
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { ...output, written, pass };
}

test('people read lines, programs one document, and problems never mix with either', () => {
  const people = paper();
  people.end(ending);
  expect(people.written).toEqual({ out: 'one\n', err: 'mind this\n' });
  const programs = paper({ json: true });
  programs.end(ending);
  expect(programs.written).toEqual({ out: '{\n  "found": 1\n}\n', err: 'mind this\n' });
});

test('only the first answer is told', () => {
  const { end, written } = paper({ json: true });
  end(ending);
  end({ ...ending, data: { found: 2 } });
  expect(written.out).toBe('{\n  "found": 1\n}\n');
});

test('in a log progress is a line now and then; stages are all there', () => {
  const { step, count, pass, written } = paper();
  step('Sweeping');
  count('1 of 9');
  pass(1999);
  count('2 of 9');
  pass(1);
  count('3 of 9');
  count('4 of 9');
  step('Asking');
  expect(written).toEqual({ out: '', err: 'Sweeping\n3 of 9\nAsking\n' });
});

test('on a terminal progress is one line that changes, no wider than it, and goes away', () => {
  const { count, end, written } = paper({ isTTY: true });
  count('1 of 9');
  count('1 of 9');
  count('a line that is wider than this terminal');
  end(ending);
  const clear = '\r\u001b[2K';
  expect(written.err).toBe(`${clear}1 of 9${clear}a line that is wider th${clear}mind this\n`);
});

test('what strangers call themselves cannot act on the terminal', () => {
  const hostile = 'lab\u001b]0;owned\u0007\u009b2J\u202e!';
  const people = paper();
  people.end({ ...ending, lines: [hostile] });
  expect(people.written.out).toBe('lab\ufffd]0;owned\ufffd\ufffd2J\ufffd!\n');
  const programs = paper({ json: true });
  programs.end({ ...ending, data: hostile });
  expect(programs.written.out).not.toMatch(/[\u007f-\u009f]/);
});
