import { expect, test } from 'vitest';
import type { CheckEntry, Finding, Severity } from './check.ts';
import { foldReport } from './fold-report.ts';

const entry = (code: string, finding: Finding): CheckEntry => ({
  code,
  owner: 'hospital-it',
  finding,
  tookMs: 1,
});
const ok = (code: string) => entry(code, { state: 'ok', facts: {} });
const fault = (code: string, severity: Severity) =>
  entry(code, { state: 'fault', severity, facts: { kind: 'x' } });
const unknown = (code: string) =>
  entry(code, {
    state: 'unknown',
    failure: { code: 'check-timeout', facts: { check: code, afterMs: 1000 } },
  });
const skipped = (code: string, because: string) => entry(code, { state: 'skipped', because });

test('a site without faults reads as ok', () => {
  const entries = [ok('laptop-link'), ok('gateway')];
  expect(foldReport({ entries })).toEqual({ causes: [], ok: entries, verdict: 'ok' });
});

test('one dead link is one message with everything it stopped under it', () => {
  const link = fault('laptop-link', 'blocks');
  const stopped = ['gateway', 'dns-servers', 'egress'].map((code) => skipped(code, 'laptop-link'));
  expect(foldReport({ entries: [link, ...stopped] })).toEqual({
    causes: [{ entry: link, consequences: stopped }],
    ok: [],
    verdict: 'blocked',
  });
});

test('the gravest cause comes first and what is not known comes before what is only worth knowing', () => {
  const entries = [
    fault('gateway', 'note'),
    unknown('dns-servers'),
    fault('time-offset', 'degrades'),
    fault('egress', 'blocks'),
  ];
  const folded = foldReport({ entries });
  expect(folded.causes.map(({ entry: { code } }) => code)).toEqual([
    'egress',
    'time-offset',
    'dns-servers',
    'gateway',
  ]);
  expect(folded.verdict).toBe('blocked');
});

test.each<[CheckEntry[], string]>([
  [[fault('gateway', 'degrades'), unknown('egress')], 'degraded'],
  [[fault('gateway', 'note'), unknown('egress')], 'unknown'],
  [[fault('gateway', 'note'), ok('egress')], 'noted'],
])('the verdict is that of the gravest entry (%#)', (entries, verdict) => {
  expect(foldReport({ entries }).verdict).toBe(verdict);
});
