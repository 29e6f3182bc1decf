import { expect, test } from 'vitest';
import { createFakeLaptop } from '../../../test/fakes/checks/fake-laptop.ts';
import type { FakeSiteNetwork } from '../../../test/fakes/checks/fake-site-network.ts';
import { gateway } from './gateway.ts';

async function findingWhen(change: (network: FakeSiteNetwork) => void) {
  const { network, context, signal } = createFakeLaptop();
  change(network);
  return { network, finding: await gateway.run(context(), signal) };
}

test.each<[string, (network: FakeSiteNetwork) => void, object]>([
  [
    'a refusal is an answer',
    () => undefined,
    { answer: 'refused', roundTripMs: 2, mac: '02:00:00:00:00:01' },
  ],
  [
    'an open port is an answer',
    ({ tcp }) => tcp.set('10.20.4.1:443', 'open'),
    { answer: 'open', roundTripMs: 2, mac: '02:00:00:00:00:01' },
  ],
  [
    'one that drops TCP but is in the neighbour table is there',
    ({ tcp }) => tcp.delete('10.20.4.1:443'),
    { answer: 'silent', roundTripMs: null, mac: '02:00:00:00:00:01' },
  ],
  [
    'a system without a readable neighbour table does not matter while it answers',
    (network) => {
      network.neighbours = null;
    },
    { answer: 'refused', roundTripMs: 2, mac: null },
  ],
])('%s', async (_what, change, facts) => {
  const { finding } = await findingWhen(change);
  expect(finding).toEqual({ state: 'ok', facts: { gateway: '10.20.4.1', ...facts } });
});

test('a gateway that neither answers nor has a hardware address is not there', async () => {
  const { finding } = await findingWhen(({ tcp, neighbours }) => {
    tcp.delete('10.20.4.1:443');
    neighbours?.clear();
  });
  expect(finding).toEqual({
    state: 'fault',
    severity: 'blocks',
    facts: { kind: 'silent', gateway: '10.20.4.1', answer: 'silent', roundTripMs: null, mac: null },
  });
});

test.each<[string, (network: FakeSiteNetwork) => void]>([
  [
    'the neighbour table cannot be read',
    (network) => {
      network.neighbours = null;
    },
  ],
  [
    'the laptop is in another subnet',
    (network) => {
      network.neighbours?.clear();
      network.interfaces[0] = { ...first(network), addresses: ['10.99.1.5/24'] };
    },
  ],
])('silence is not held against the gateway when %s', async (_what, change) => {
  await expect(
    findingWhen((network) => {
      network.tcp.delete('10.20.4.1:443');
      change(network);
    }),
  ).rejects.toMatchObject({ failure: { code: 'check-impossible' } });
});

function first({ interfaces }: FakeSiteNetwork) {
  const [link] = interfaces;
  if (link === undefined) throw new Error('the fake laptop has an interface');
  return link;
}

test('one delayed answer of a busy laptop is not the gateway being slow', async () => {
  const { finding, network } = await findingWhen((changed) => {
    changed.connectMs = [80, 3];
  });
  expect(finding).toMatchObject({ state: 'ok', facts: { roundTripMs: 3 } });
  expect(network.touched).toEqual(['tcp 10.20.4.1:443', 'tcp 10.20.4.1:443']);
});

test('a gateway that is slow five times over is worth knowing', async () => {
  const { finding, network } = await findingWhen((changed) => {
    changed.connectMs = [40, 30, 25, 31, 90];
  });
  expect(finding).toMatchObject({
    state: 'fault',
    severity: 'note',
    facts: { kind: 'slow', roundTripMs: 25 },
  });
  expect(network.touched).toHaveLength(5);
});
