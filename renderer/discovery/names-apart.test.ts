import { expect, test } from 'vitest';
import type { NodeView } from '../../shared/domain/nodes/node-view.ts';
import { marksApart, withNamesApart } from './names-apart.ts';

const free: NodeView = {
  ...{ id: 'a', name: '10.20.4.63', answer: 'waiting', address: '10.20.4.63', port: 50_000 },
  ...{ hostname: null, uuid: null, product: null, talosVersion: null, machineStage: null, fingerprint: null },
  ...{ serial: null, macs: null, sources: ['mdns'], lastSeenAtMs: 0, presence: 'here', places: [] },
  ...{ consolePort: null, consoleFingerprint: null, managed: null, earlier: null, slotId: null },
  ...{ candidateSlotIds: [], stage: 'found', identified: false, lock: null },
};
const at = (id: string, change: Partial<NodeView>): NodeView => ({ ...free, id, ...change });
const learnt = { source: 'node', learntAtMs: 0 } as const;

test('two machines of one name are told apart by their serial numbers, and the others keep theirs', () => {
  const first = at('a', { name: '10.20.4.63', serial: { value: 'S1', ...learnt } });
  const second = at('b', { name: '10.20.4.63', serial: { value: 'S2', ...learnt } });
  const other = at('c', { name: '10.20.4.64' });
  expect(withNamesApart([first, second, other]).map(({ name }) => name)).toEqual([
    '10.20.4.63, serial S1',
    '10.20.4.63, serial S2',
    '10.20.4.64',
  ]);
});

test('without a serial number the network card tells them apart, then the UUID, then the way to them', () => {
  const name = '10.20.4.63';
  const marks = marksApart([
    at('a', { name, macs: { value: ['d4:5d:64:1a:20:03'], ...learnt } }),
    at('b', { name, uuid: { value: '4c4c4544', ...learnt } }),
    at('c', { name, consolePort: '/dev/ttyUSB0' }),
  ]);
  expect([...marks.values()].map(({ text }) => text)).toEqual([
    'MAC d4:5d:64:1a:20:03',
    'UUID 4c4c4544',
    'on /dev/ttyUSB0',
  ]);
});

test('where every name is its own the list stays the same object', () => {
  const nodes = [at('a', { name: 'one' }), at('b', { name: 'two' })];
  expect(withNamesApart(nodes)).toBe(nodes);
});
