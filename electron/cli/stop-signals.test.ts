import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { listenForStop } from './stop-signals.ts';

/** A terminal with a keyboard, and a clock that the test moves. */
function terminal() {
  const signals = new EventEmitter();
  const timers: { readonly atMs: number; readonly then: () => void }[] = [];
  let nowMs = 0;
  let left = 0;
  const signal = listenForStop({
    signals,
    now: () => nowMs,
    after: (delayMs, then) => void timers.push({ atMs: nowMs + delayMs, then }),
    leave: () => {
      left++;
    },
  });
  return {
    signal,
    left: () => left,
    press: () => void signals.emit('SIGINT'),
    hangUp: () => void signals.emit('SIGHUP'),
    pass: (ms: number) => {
      nowMs += ms;
      for (const timer of timers.splice(0)) {
        if (timer.atMs <= nowMs) timer.then();
        else timers.push(timer);
      }
    },
  };
}

test('the first Ctrl-C asks everything to stop and waits for it', () => {
  const { signal, left, press, pass } = terminal();
  expect(signal.aborted).toBe(false);
  press();
  pass(1799);
  expect([signal.aborted, left()]).toEqual([true, 0]);
});

test('a stop that takes too long is given up', () => {
  const { left, press, pass } = terminal();
  press();
  pass(1800);
  expect(left()).toBe(1);
});

test('the second Ctrl-C ends at once', () => {
  const { left, press, pass } = terminal();
  press();
  pass(300);
  press();
  expect(left()).toBe(1);
});

test('the copy of the same keystroke that npm passes on is not a second one', () => {
  const { left, press, pass } = terminal();
  press();
  pass(20);
  press();
  expect(left()).toBe(0);
});

test('a terminal that is closed stops it as Ctrl-C does', () => {
  const { signal, hangUp } = terminal();
  hangUp();
  expect(signal.aborted).toBe(true);
});
