import { expect, test } from 'vitest';
import type { CheckEntry, Finding } from '../../shared/domain/checks/check.ts';
import { causesOf } from './causes.ts';

const entry = (code: string, finding: Finding): CheckEntry => ({ code, owner: 'you', finding, tookMs: 1 });

test('what a fault caused is folded under it, and the gravest comes first', () => {
  const note = entry('clock', { state: 'fault', severity: 'note', facts: {} });
  const lost = entry('gateway', {
    state: 'unknown',
    failure: { code: 'check-timeout', facts: { check: 'gateway', afterMs: 1 } },
  });
  const dead = entry('link', { state: 'fault', severity: 'blocks', facts: {} });
  const waits = entry('address', { state: 'skipped', because: 'link' });
  const good = entry('disk', { state: 'ok', facts: {} });
  expect(causesOf([note, lost, dead, waits, good])).toEqual([
    { entry: dead, consequences: [waits] },
    { entry: lost, consequences: [] },
    { entry: note, consequences: [] },
  ]);
});
