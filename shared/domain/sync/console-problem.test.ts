import { expect, test } from 'vitest';
import { type ConsoleProblem, failureOfProblem } from './console-problem.ts';

const status = (number: number): ConsoleProblem => ({
  kind: 'status',
  status: number,
  code: 'x',
  retryAfterMs: null,
});

test.each<[ConsoleProblem, string]>([
  [{ kind: 'network', detail: 'ECONNREFUSED' }, 'console-unreachable'],
  [{ kind: 'answer-wrong', detail: 'not JSON' }, 'console-answer-wrong'],
  [status(429), 'console-unreachable'],
  [status(500), 'console-unreachable'],
  [status(503), 'console-unreachable'],
  [status(401), 'console-refused'],
  [status(403), 'console-refused'],
  [status(409), 'console-refused'],
  [status(426), 'console-refused'],
])('%o is told as %s', (problem, code) => {
  expect(failureOfProblem(problem, 'https://console.example').code).toBe(code);
});
