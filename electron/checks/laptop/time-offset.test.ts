import { expect, test } from 'vitest';
import { createFakeLaptop } from '../../../test/fakes/checks/fake-laptop.ts';
import type { TimeAnswer } from '../checks-ports.ts';
import { timeOffset } from './time-offset.ts';

const time = (offsetMs: number): TimeAnswer => ({ state: 'time', offsetMs, roundTripMs: 2, stratum: 3 });

async function findingOf(first: TimeAnswer, second: TimeAnswer) {
  const { network, context, signal } = createFakeLaptop();
  network.ntp.set('10.20.0.123:123', first);
  network.ntp.set('10.20.0.124:123', second);
  return await timeOffset.run(context(), signal);
}

test('two servers that agree with the laptop', async () => {
  expect(await findingOf(time(4), time(-12))).toEqual({
    state: 'ok',
    facts: {
      servers: 2,
      answering: 2,
      offsetMs: -12,
      spreadMs: 16,
      silent: '',
      '10.20.0.123:123 state': 'time',
      '10.20.0.123:123 offsetMs': 4,
      '10.20.0.124:123 state': 'time',
      '10.20.0.124:123 offsetMs': -12,
    },
  });
});

test.each<[string, TimeAnswer, TimeAnswer, object]>([
  [
    'a laptop five seconds off',
    time(5000),
    time(5010),
    { severity: 'degrades', owner: 'you', facts: { kind: 'off' } },
  ],
  [
    'a laptop an hour off',
    time(3_600_000),
    time(3_600_000),
    { severity: 'blocks', owner: 'you', facts: { kind: 'farOff' } },
  ],
  [
    'no server answers',
    { state: 'silent' },
    { state: 'refused' },
    { severity: 'degrades', owner: 'hospital-it', facts: { kind: 'allSilent', offsetMs: null } },
  ],
  [
    'one server does not know the time',
    time(0),
    { state: 'unsynchronised' },
    { severity: 'note', owner: 'hospital-it', facts: { kind: 'someSilent', silent: '10.20.0.124:123' } },
  ],
  [
    'the servers disagree',
    time(0),
    time(30_000),
    { severity: 'degrades', owner: 'hospital-it', facts: { kind: 'disagree', spreadMs: 30_000 } },
  ],
])('%s', async (_what, first, second, expected) => {
  expect(await findingOf(first, second)).toMatchObject({ state: 'fault', ...expected });
});
