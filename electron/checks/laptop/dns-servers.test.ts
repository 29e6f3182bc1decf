import { expect, test } from 'vitest';
import { createFakeLaptop } from '../../../test/fakes/checks/fake-laptop.ts';
import type { FakeNameServer, FakeSiteNetwork } from '../../../test/fakes/checks/fake-site-network.ts';
import { dnsServers } from './dns-servers.ts';

const FIRST = '10.20.0.53:53';
const SECOND = '10.20.0.54:53';

async function findingWhen(change: (servers: ReturnType<typeof both>, network: FakeSiteNetwork) => void) {
  const { network, context, signal } = createFakeLaptop();
  change(both(network), network);
  return { network, finding: await dnsServers.run(context(), signal) };
}

function both({ dns }: FakeSiteNetwork): { readonly first: FakeNameServer; readonly second: FakeNameServer } {
  const first = dns.get(FIRST);
  const second = dns.get(SECOND);
  if (first === undefined || second === undefined) throw new Error('the sample pack has two name servers');
  return { first, second };
}

test('two honest servers, each asked for every endpoint and for a name that nobody has', async () => {
  const { finding, network } = await findingWhen(({ second }) => {
    second.latencyMs = 5;
  });
  expect(finding).toEqual({
    state: 'ok',
    facts: {
      servers: 2,
      answering: 2,
      meanLatencyMs: 4,
      backendCidr: '10.77.0.0/24',
      silent: '',
      altered: '',
      missing: '',
      dishonest: '',
      [`${FIRST} state`]: 'answers',
      [`${SECOND} state`]: 'answers',
    },
  });
  expect(network.touched.filter((touch) => touch.includes(FIRST)).toSorted()).toEqual([
    `dns ${FIRST} console.backend.example`,
    `dns ${FIRST} nobody-has-this.backend.example`,
    `dns ${FIRST} registry.backend.example`,
  ]);
});

test.each<[string, Parameters<typeof findingWhen>[0], object]>([
  [
    'one of two silent',
    ({ second }) => {
      second.state = 'silent';
    },
    { severity: 'degrades', facts: { kind: 'someSilent', silent: SECOND, missing: '' } },
  ],
  [
    'all silent',
    ({ first, second }) => {
      first.state = 'silent';
      second.state = 'refused';
    },
    { severity: 'blocks', facts: { kind: 'allSilent', silent: `${FIRST}, ${SECOND}`, meanLatencyMs: null } },
  ],
  [
    'an answer outside the backend',
    ({ second }) => second.names.set('registry.backend.example', ['10.77.0.10', '203.0.113.9']),
    {
      severity: 'blocks',
      facts: { kind: 'altered', altered: `registry.backend.example → 203.0.113.9 by ${SECOND}` },
    },
  ],
  [
    'a name that one server does not know',
    ({ first }) => first.names.delete('console.backend.example'),
    { severity: 'blocks', facts: { kind: 'missing', missing: `console.backend.example by ${FIRST}` } },
  ],
  [
    'a server that sends unknown names to a search page',
    ({ first }) => {
      first.forUnknown = ['198.51.100.1'];
    },
    { severity: 'degrades', facts: { kind: 'dishonest', dishonest: FIRST } },
  ],
  [
    'slow answers',
    ({ first, second }) => {
      first.latencyMs = 420;
      second.latencyMs = 440;
    },
    { severity: 'note', facts: { kind: 'slow', meanLatencyMs: 430 } },
  ],
  [
    'very slow answers',
    ({ first, second }) => {
      first.latencyMs = 520;
      second.latencyMs = 600;
    },
    { severity: 'degrades', facts: { kind: 'verySlow', meanLatencyMs: 560 } },
  ],
])('%s', async (_what, change, expected) => {
  const { finding } = await findingWhen(change);
  expect(finding).toMatchObject({ state: 'fault', ...expected });
});

test("a wildcard in the backend's own zone is honest", async () => {
  const { finding } = await findingWhen(({ first }) => {
    first.forUnknown = ['10.77.0.99'];
  });
  expect(finding.state).toBe('ok');
});
