import { expect, test } from 'vitest';
import { FailureError } from '../../../shared/failure/failure.ts';
import { someNode } from '../../../test/fakes/visit-examples.ts';
import { nodeNamed } from './verb.ts';

const claim = (value: string) => ({ value, source: 'mdns', learntAtMs: 0 }) as const;
const bound = someNode({
  ...{ id: 'uuid:1', name: 'LAB-EDGE-01', slotId: 'lab-edge-01', identified: true },
  ...{ address: '10.20.4.11', hostname: claim('talos-1'), serial: claim('7KX2-0931') },
});
const free = someNode({
  ...{ id: 'uuid:2', name: 'talos-2', address: '10.20.4.62' },
  ...{ hostname: claim('talos-2'), serial: claim('CN7J4R3') },
});
/** Somebody's machine that calls itself as ours does. */
const pretender = someNode({
  ...{ id: 'addr:10.20.4.90:50000', name: 'lab-edge-01', address: '10.20.4.90' },
  ...{ hostname: claim('lab-edge-01'), serial: claim('CN7J4R3') },
});
const nodes = [pretender, free, bound];

test.each([
  ['uuid:2', free],
  ['talos-2', free],
  ['10.20.4.62', free],
  ['7kx2-0931', bound],
  ['talos-1', bound],
])('%s means one machine', (typed, node) => {
  expect(nodeNamed(nodes, typed)).toBe(node);
});

test('the label of an identified node means that node, whatever others call themselves', () => {
  expect(nodeNamed(nodes, 'lab-edge-01')).toBe(bound);
});

const refusal = (typed: string): unknown => {
  try {
    return nodeNamed(nodes, typed);
  } catch (error) {
    if (error instanceof FailureError) return error.failure;
    throw error;
  }
};

test('a claim that fits two machines is refused with both', () => {
  expect(refusal('CN7J4R3')).toEqual({
    code: 'node-ambiguous',
    facts: {
      node: 'CN7J4R3',
      meant: ['addr:10.20.4.90:50000 (10.20.4.90)', 'uuid:2 (10.20.4.62)'],
    },
  });
});

test('a name that nobody has is not known', () => {
  expect(refusal('radiology-1')).toEqual({ code: 'node-unknown', facts: { node: 'radiology-1' } });
});
