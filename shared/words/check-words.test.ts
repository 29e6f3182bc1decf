import { expect, test } from 'vitest';
import type { CheckEntry, Finding } from '../domain/checks/check.ts';
import { checkCodes } from '../domain/checks/check-codes.ts';
import { failed } from '../failure/failure.ts';
import { titleOfCheck, wordsOfEntry } from './check-words.ts';

const entry = (code: string, finding: Finding): CheckEntry => ({ code, owner: 'you', finding, tookMs: 1 });

test('what is not known says so, and what was skipped names its cause', () => {
  const { failure } = failed('check-timeout', { check: 'egress', afterMs: 5000 });
  expect(wordsOfEntry(entry('egress', { state: 'unknown', failure }))).toEqual({
    title: 'Way out to the backend',
    sentence: 'No answer within 5,000 ms. This is not known, which is not the same as good.',
    remedy: 'Run the check again.',
    request: null,
  });
  expect(wordsOfEntry(entry('egress', { state: 'skipped', because: 'gateway' })).sentence).toBe(
    'Not checked, because of: Gateway of the lab.',
  );
});

test('a report that another version wrote is still shown', () => {
  const ok: Finding = { state: 'ok', facts: {} };
  expect([wordsOfEntry(entry('idle-timeout', ok)).title, wordsOfEntry(entry('gateway', ok)).title]).toEqual([
    'idle-timeout',
    'Gateway of the lab',
  ]);
});

test('no title is longer than six words', () => {
  expect(checkCodes.filter((code) => titleOfCheck(code).split(' ').length > 6)).toEqual([]);
});
