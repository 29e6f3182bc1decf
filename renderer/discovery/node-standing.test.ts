import { expect, test } from 'vitest';
import type { NodeView } from '../../shared/domain/nodes/node-view.ts';
import { words } from '../../shared/words/words.ts';
import { fits } from './list/find-in-list.ts';
import { conflictOf, groupOf, shortStateOf, standingOf } from './node-standing.ts';

const place = {
  ...({
    address: '10.20.4.61',
    port: 50_000,
    interfaceName: 'eth0',
    sources: [],
    answer: 'waiting',
  } as const),
  ...{ lastSeenAtMs: 0, isContested: false },
};
const free: NodeView = {
  ...{ id: 'serial:7KX', name: 'talos-1ab', answer: 'waiting', address: '10.20.4.61', port: 50_000 },
  ...{ hostname: null, uuid: null, product: null, talosVersion: null, machineStage: null, fingerprint: null },
  serial: { value: '7KX20931', source: 'node', learntAtMs: 0 },
  macs: { value: ['D4:5D:64:1A:20:01'], source: 'neighbour', learntAtMs: 0 },
  ...{ sources: ['mdns'], lastSeenAtMs: 0, presence: 'here', places: [place], consolePort: null },
  ...{ consoleFingerprint: null, managed: null, earlier: null, slotId: null, candidateSlotIds: [] },
  ...{ stage: 'found', identified: false, lock: null },
};
const machine = (change: Partial<NodeView>): NodeView => ({ ...free, ...change });

test.each([
  ['a free node', {}, 'needsYou'],
  ['one that runs our configuration', { answer: 'ours' }, 'settled'],
  ['one that is being installed', { stage: 'provisioning' }, 'settled'],
  ['one that stopped on the way', { stage: 'stopped' }, 'needsYou'],
  ['one that Omni runs, though it waits', { managed: { by: 'omni', signs: [] } }, 'elsewhere'],
  ['something of the hospital', { answer: 'not-talos' }, 'elsewhere'],
  ['one that went away', { presence: 'gone' }, 'gone'],
  ['a bound one that went away', { presence: 'gone', stage: 'identified' }, 'needsYou'],
  ['one known by its console alone', { answer: 'silent', places: [], consolePort: 'COM3' }, 'needsYou'],
  [
    'one whose address another uses too',
    { answer: 'ours', places: [{ ...place, isContested: true }] },
    'needsYou',
  ],
] as const)('%s, %j, belongs to the group %s', (_name, change, group) => {
  expect(groupOf(machine(change))).toBe(group);
});

test('what somebody else runs is named by who runs it, not by how it answers', () => {
  const node = machine({ managed: { by: 'omni', signs: ['siderolink-on-console'] } });
  expect(standingOf(node).text).toBe(words('discovery.managed.by.omni'));
  expect(shortStateOf(node)).toBe('omni');
});

test('an address that two machines use is told before anything else, unless the machine went away', () => {
  const node = machine({ places: [{ ...place, isContested: true }] });
  expect(standingOf(node).text).toBe('Two machines use 10.20.4.61');
  expect(conflictOf({ ...node, presence: 'gone' })).toBe(null);
});

test.each([
  ['', true],
  [' 7kx ', true],
  ['TALOS', true],
  ['4.61', true],
  ['d45d.641a', false],
  ['d4-5d-64', true],
  ['641a20', true],
  ['LAB-EDGE', false],
])('looking for "%s" finds it: %s', (text, isFound) => {
  expect(fits(free, text)).toBe(isFound);
});
