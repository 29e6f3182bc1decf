import { expect, test } from 'vitest';
import type { Check, CheckEntry, Finding } from '../../shared/domain/checks/check.ts';
import type { CheckCode } from '../../shared/domain/checks/check-codes.ts';
import { failed } from '../../shared/failure/failure.ts';
import { createFakeClock } from '../../test/fakes/fake-clock.ts';
import { createFakeLog } from '../../test/fakes/fake-log.ts';
import { runChecks } from './run-checks.ts';

type Run = Check<null>['run'];
const ok: Finding = { state: 'ok', facts: {} };
const fault = (severity: 'blocks' | 'degrades' | 'note'): Finding => ({
  state: 'fault',
  severity,
  facts: { kind: 'x' },
});

function check(code: CheckCode, needs: readonly CheckCode[], run: Run | Finding): Check<null> {
  return {
    code,
    needs,
    timeoutMs: 1000,
    owner: 'hospital-it',
    run: typeof run === 'function' ? run : async () => run,
  };
}

function start(checks: readonly Check<null>[]) {
  const clock = createFakeClock();
  const log = createFakeLog();
  const stop = new AbortController();
  const seen: (readonly CheckEntry[])[] = [];
  const entries = runChecks(checks, null, {
    clock,
    log,
    signal: stop.signal,
    onEntry: (soFar) => void seen.push(soFar),
  });
  // A test that stops the list looks at the rejection later than it happens.
  entries.catch(() => undefined);
  return { clock, log, stop, seen, entries };
}

const states = (entries: readonly CheckEntry[]) =>
  entries.map(({ code, finding }) => `${code} ${finding.state}`);

test('a dead cable is one fault, and everything behind it names it as the cause', async () => {
  const { entries } = start([
    check('laptop-link', [], fault('blocks')),
    check('gateway', ['laptop-link'], ok),
    check('egress', ['gateway'], ok),
    check('node-disks', [], ok),
  ]);
  expect((await entries).map(({ code, finding }) => [code, finding])).toEqual([
    ['laptop-link', fault('blocks')],
    ['gateway', { state: 'skipped', because: 'laptop-link' }],
    ['egress', { state: 'skipped', because: 'laptop-link' }],
    ['node-disks', ok],
  ]);
});

test.each([fault('note'), fault('degrades')])(
  'what only degrades stops nothing behind it',
  async (finding) => {
    const { entries } = start([check('laptop-link', [], finding), check('gateway', ['laptop-link'], ok)]);
    expect(states(await entries)).toEqual(['laptop-link fault', 'gateway ok']);
  },
);

test('a check that takes too long is unknown, not a fault, and is told to stop', async () => {
  let told = false;
  const slow: Run = (_context, signal) => {
    signal.addEventListener('abort', () => {
      told = true;
    });
    return new Promise(() => undefined);
  };
  const { clock, entries } = start([
    check('laptop-link', [], slow),
    check('gateway', ['laptop-link'], ok),
    check('egress', [], ok),
  ]);
  await clock.advance(1000);
  expect(await entries).toEqual([
    {
      code: 'laptop-link',
      owner: 'hospital-it',
      finding: {
        state: 'unknown',
        failure: { code: 'check-timeout', facts: { check: 'laptop-link', afterMs: 1000 } },
      },
      tookMs: 1000,
    },
    { code: 'gateway', owner: 'hospital-it', finding: ok, tookMs: 0 },
    { code: 'egress', owner: 'hospital-it', finding: ok, tookMs: 0 },
  ]);
  expect(told).toBe(true);
  expect(clock.waiting).toBe(0);
});

test('a check that waits does not hold up one that needs nothing', async () => {
  const never: Run = () => new Promise(() => undefined);
  const { clock, seen, entries } = start([check('laptop-link', [], never), check('egress', [], ok)]);
  await clock.advance(10);
  expect(seen.map(states)).toEqual([['egress ok']]);
  await clock.advance(990);
  expect(states(await entries)).toEqual(['laptop-link unknown', 'egress ok']);
});

test('what an adapter could not do is unknown with its own failure', async () => {
  const { entries, log } = start([
    check('node-link', [], () => Promise.reject(failed('node-unreachable', { address: '10.20.4.11' }))),
  ]);
  expect((await entries)[0]?.finding).toEqual({
    state: 'unknown',
    failure: { code: 'node-unreachable', facts: { address: '10.20.4.11' } },
  });
  expect(log.bugs).toEqual([]);
});

test('a fault of ours in one check is logged whole and costs only that check', async () => {
  const bug = new TypeError('undefined is not a function');
  const { entries, log } = start([
    check('egress', [], () => Promise.reject(bug)),
    check('node-disks', [], ok),
  ]);
  expect((await entries).map(({ finding }) => finding)).toEqual([
    { state: 'unknown', failure: { code: 'unexpected', facts: { reference: 'BUG1' } } },
    ok,
  ]);
  expect(log.bugs).toEqual([bug]);
});

test('stopping the list stops every check at once and reports nothing more', async () => {
  const never: Run = () => new Promise(() => undefined);
  const { stop, seen, entries, clock } = start([check('egress', [], never), check('gateway', [], never)]);
  stop.abort(new Error('stopped by the person'));
  await expect(entries).rejects.toThrow('stopped by the person');
  await clock.advance(0);
  expect(seen).toEqual([]);
  expect(clock.waiting).toBe(0);
});

test('a fault may name another owner than its check', async () => {
  const { entries } = start([
    check('time-offset', [], { state: 'fault', severity: 'degrades', owner: 'you', facts: { kind: 'off' } }),
  ]);
  expect((await entries)[0]?.owner).toBe('you');
});

test('a clock that jumps back does not give a check a negative duration', async () => {
  const clock = createFakeClock(5000);
  let nowMs = 5000;
  const entries = await runChecks(
    [
      check('egress', [], async () => {
        nowMs = 1000;
        return ok;
      }),
    ],
    null,
    {
      clock: { now: () => nowMs, wait: clock.wait },
      log: createFakeLog(),
      signal: new AbortController().signal,
      onEntry: () => undefined,
    },
  );
  expect(entries[0]?.tookMs).toBe(0);
});

test('a check may need only what stands above it', async () => {
  const { entries } = start([check('gateway', ['laptop-link'], ok), check('laptop-link', [], ok)]);
  await expect(entries).rejects.toThrow('gateway needs laptop-link, which is not above it');
});
