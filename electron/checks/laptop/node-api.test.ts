import { expect, test } from 'vitest';
import { createFakeLaptop, sampleNode } from '../../../test/fakes/checks/fake-laptop.ts';
import { nodeApi } from './node-api.ts';

test('a known node and a planned one, each asked once', async () => {
  const { network, context, signal } = createFakeLaptop();
  const finding = await nodeApi.run(context([sampleNode()]), signal);
  expect(finding).toEqual({
    state: 'ok',
    facts: {
      known: 1,
      planned: 2,
      answering: 2,
      port: 50_000,
      closed: '',
      'talos-abc-123 (10.20.4.11:50000)': 'open',
      'LAB-EDGE-02 (10.20.4.12:50000)': 'open',
    },
  });
  expect(network.touched).toEqual(['tcp 10.20.4.11:50000', 'tcp 10.20.4.12:50000']);
});

test('a planned place without a node is no fault while another node answers', async () => {
  const { network, context, signal } = createFakeLaptop();
  network.tcp.delete('10.20.4.12:50000');
  expect(await nodeApi.run(context([sampleNode()]), signal)).toMatchObject({
    state: 'ok',
    facts: { answering: 1, 'LAB-EDGE-02 (10.20.4.12:50000)': 'silent' },
  });
});

test.each([
  ['refused', 'refused'],
  ['silent', 'silent'],
  ['unreachable', 'silent'],
] as const)('a known node that is %s is a fault of kind %s', async (state, kind) => {
  const { network, context, signal } = createFakeLaptop();
  network.tcp.set('10.20.4.11:50000', state);
  expect(await nodeApi.run(context([sampleNode()]), signal)).toMatchObject({
    state: 'fault',
    severity: 'degrades',
    facts: { kind, closed: 'talos-abc-123 (10.20.4.11:50000)' },
  });
});

test('before any node is switched on, that is worth knowing and nothing more', async () => {
  const { network, context, signal } = createFakeLaptop();
  network.tcp.clear();
  expect(await nodeApi.run(context(), signal)).toMatchObject({
    state: 'fault',
    severity: 'note',
    facts: { kind: 'noneYet', known: 0, answering: 0 },
  });
});

test('a node that is bound to a slot is not asked for at its planned address as well', async () => {
  const { network, context, signal } = createFakeLaptop();
  network.tcp.set('10.20.4.201:50000', 'open');
  await nodeApi.run(context([sampleNode({ address: '10.20.4.201', slotId: 'edge-01' })]), signal);
  expect(network.touched).toEqual(['tcp 10.20.4.201:50000', 'tcp 10.20.4.12:50000']);
});

test('a machine that is not a lab node is left alone', async () => {
  const { network, context, signal } = createFakeLaptop();
  await nodeApi.run(context([sampleNode({ address: '10.20.4.50', answer: 'not-talos' })]), signal);
  expect(network.touched).not.toContain('tcp 10.20.4.50:50000');
});
