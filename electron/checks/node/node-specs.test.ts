import { expect, test } from 'vitest';
import { createFakeNode } from '../../../test/fakes/fake-node.ts';
import { linkStatuses, listed, specsOf } from './node-specs.ts';

const signal = new AbortController().signal;

test('a resource that is not what Talos writes is not guessed at', async () => {
  const node = createFakeNode();
  node.resources.set('LinkStatuses.net.talos.dev', [['enp3s0', { linkState: 'perhaps' }]]);
  await expect(specsOf(node.link, linkStatuses, signal)).rejects.toMatchObject({
    failure: {
      code: 'check-impossible',
      facts: { detail: 'LinkStatuses.net.talos.dev enp3s0 cannot be read' },
    },
  });
});

test('fields that a newer node adds are no obstacle, and fields it leaves out have their plain value', async () => {
  const node = createFakeNode();
  node.resources.set('LinkStatuses.net.talos.dev', [['enp3s0', { type: 'ether', veth: { peer: 'x' } }]]);
  expect(await specsOf(node.link, linkStatuses, signal)).toEqual([
    {
      id: 'enp3s0',
      spec: { type: 'ether', kind: '', hardwareAddr: '', linkState: false, speedMbit: 0, duplex: '' },
    },
  ]);
});

test('what a node lists by the thousand is told in one line', () => {
  expect(listed(['a', 'b'])).toBe('a, b');
  expect(listed(Array.from({ length: 5000 }, (_, index) => `d${index}`))).toBe(
    'd0, d1, d2, d3, d4, d5, d6, d7, d8, d9, d10, d11 … (5000)',
  );
});
