import { expect, test } from 'vitest';
import { createFakeLaptop } from '../../../test/fakes/checks/fake-laptop.ts';
import type { TlsAnswer } from '../checks-ports.ts';
import { tlsInterception } from './tls-interception.ts';

const REGISTRY = '10.77.0.10:443';
const CONSOLE = '10.77.0.11:443';
const forged: TlsAnswer = {
  state: 'presented',
  spkiSha256: `${'Z'.repeat(43)}=`,
  subject: 'CN=registry.backend.example',
  issuer: 'O=Fortinet, CN=FGT60F',
  tookMs: 9,
};

test('both endpoints present the pinned key', async () => {
  const { context, signal } = createFakeLaptop();
  expect(await tlsInterception.run(context(), signal)).toEqual({
    state: 'ok',
    facts: {
      tried: 2,
      notReached: 0,
      'Registry (10.77.0.10:443)': 'pinned',
      'Console (10.77.0.11:443)': 'pinned',
    },
  });
});

test.each<[string, TlsAnswer, object]>([
  [
    'another key was made on the way',
    forged,
    {
      severity: 'blocks',
      facts: {
        kind: 'intercepted',
        endpoints: 'Registry (registry.backend.example)',
        issuer: 'O=Fortinet, CN=FGT60F',
        vendor: 'Fortinet',
      },
    },
  ],
  [
    'the name is filtered',
    { state: 'reset' },
    { severity: 'blocks', facts: { kind: 'reset', issuer: null } },
  ],
  ['a login page speaks HTTP', { state: 'not-tls' }, { severity: 'blocks', facts: { kind: 'notTls' } }],
  ['the handshake never ends', { state: 'silent' }, { severity: 'blocks', facts: { kind: 'silent' } }],
])('%s', async (_what, answer, expected) => {
  const { network, context, signal } = createFakeLaptop();
  network.tls.set(REGISTRY, answer);
  expect(await tlsInterception.run(context(), signal)).toMatchObject({ state: 'fault', ...expected });
});

test('the gravest of several faults is told, and only its endpoints are named', async () => {
  const { network, context, signal } = createFakeLaptop();
  network.tls.set(REGISTRY, { state: 'reset' });
  network.tls.set(CONSOLE, forged);
  expect(await tlsInterception.run(context(), signal)).toMatchObject({
    facts: { kind: 'intercepted', endpoints: 'Console (console.backend.example)' },
  });
});

test('an endpoint that does not connect is left to egress, and the others are still looked at', async () => {
  const { network, context, signal } = createFakeLaptop();
  network.tcp.set(REGISTRY, 'silent');
  network.tls.set(CONSOLE, forged);
  expect(await tlsInterception.run(context(), signal)).toMatchObject({
    state: 'fault',
    facts: { kind: 'intercepted', tried: 1, notReached: 1 },
  });
  expect(network.touched).not.toContain(`tls ${REGISTRY}`);
});

test('when nothing connects, egress is the cause', async () => {
  const { network, context, signal } = createFakeLaptop();
  network.tcp.clear();
  expect(await tlsInterception.run(context(), signal)).toEqual({ state: 'skipped', because: 'egress' });
});
