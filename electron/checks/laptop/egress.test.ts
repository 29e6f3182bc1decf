import { expect, test } from 'vitest';
import { createFakeLaptop } from '../../../test/fakes/checks/fake-laptop.ts';
import { egress } from './egress.ts';

const REGISTRY = '10.77.0.10:443';
const CONSOLE = '10.77.0.11:443';

test('every endpoint that opens is a fact with its time', async () => {
  const { context, signal } = createFakeLaptop();
  expect(await egress.run(context(), signal)).toEqual({
    state: 'ok',
    facts: {
      from: '10.20.4.77',
      backendCidr: '10.77.0.0/24',
      tried: 2,
      open: 2,
      refused: 0,
      silent: 0,
      unreachable: 0,
      blocked: '',
      'Registry (10.77.0.10:443)': 'open',
      'Registry (10.77.0.10:443) connectMs': 2,
      'Console (10.77.0.11:443)': 'open',
      'Console (10.77.0.11:443) connectMs': 2,
    },
  });
});

test.each([
  ['refused', 'open', 'refused', 'Registry 10.77.0.10:443/tcp'],
  ['silent', 'silent', 'silent', 'Registry 10.77.0.10:443/tcp, Console 10.77.0.11:443/tcp'],
  ['open', 'unreachable', 'unreachable', 'Console 10.77.0.11:443/tcp'],
  ['refused', 'silent', 'mixed', 'Registry 10.77.0.10:443/tcp, Console 10.77.0.11:443/tcp'],
] as const)(
  'a registry %s and a console %s is a fault of kind %s',
  async (registry, consoleState, kind, blocked) => {
    const { network, context, signal } = createFakeLaptop();
    network.tcp.set(REGISTRY, registry);
    network.tcp.set(CONSOLE, consoleState);
    const finding = await egress.run(context(), signal);
    expect(finding).toMatchObject({ state: 'fault', severity: 'blocks', facts: { kind, blocked } });
  },
);
