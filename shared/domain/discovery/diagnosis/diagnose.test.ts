import { expect, test } from 'vitest';
import type { NodePlace, NodeView } from '../../nodes/node-view.ts';
import type { Neighbour } from '../neighbours/neighbour.ts';
import type { DiagnosisCode, HearingState, SurroundingInterface } from '../surroundings.ts';
import { type DiagnosisGround, diagnose } from './diagnose.ts';
import { type Connect, whatWasAsked } from './what-was-asked.ts';

const good: HearingState = {
  ...{ socket: 'shared', reason: null, hearsItself: 'yes' },
  ...{ packetsOfOthers: 3, packetsDropped: 0, packetsMalformed: 0 },
};
const off: HearingState = { ...good, socket: 'off', hearsItself: 'not-yet', packetsOfOthers: 0 };
const eth0: SurroundingInterface = {
  ...{ name: 'eth0', addresses: ['10.20.4.77'], subnets: ['10.20.4.77/24'], used: true, why: 'used' },
  ...{ gateway: '10.20.4.1', ipv4: good, ipv6: off, neighbours: 2 },
};
const unused = (name: string, why: SurroundingInterface['why']): SurroundingInterface => ({
  ...{ ...eth0, name, why, used: false, addresses: [], subnets: [], gateway: null, ipv4: off, neighbours: 0 },
});
const hears = (ipv4: Partial<HearingState>, ipv6: HearingState = off): SurroundingInterface => ({
  ...{ ...eth0, ipv4: { ...good, ...ipv4 }, ipv6 },
});
const gateway: Neighbour = {
  ...{ address: '10.20.4.1', mac: '02:de:00:00:00:01', interfaceName: 'eth0', state: 'reachable' },
};
const asked = (
  connects: readonly Connect[] = [],
  neighbours: readonly Neighbour[] = [gateway],
  nodes: readonly string[] = [],
) => whatWasAsked({ connects, neighbours, nodeAddresses: new Set(nodes), interfaces: [eth0] });
const connects = (count: number, outcome: Connect['outcome'], tookMs = 1): readonly Connect[] =>
  Array.from({ length: count }, (_none, index) => ({ address: `10.20.4.${10 + index}`, outcome, tookMs }));

const calm: DiagnosisGround = {
  ...{ isListening: true, listeningForMs: 60_000, interfaces: [eth0], labSubnet: '10.20.4.0/24' },
  ...{ nodes: [], asked: asked(), conflicts: [], crowded: null },
};
const node = (change: Partial<NodeView>): NodeView => ({
  ...{ id: 'uuid:1', name: 'talos-1', answer: 'waiting', address: '10.20.4.11', port: 50_000 },
  ...{ hostname: null, serial: null, uuid: null, product: null, macs: null, talosVersion: null },
  ...{ machineStage: null, fingerprint: null, sources: ['node'], lastSeenAtMs: 0, presence: 'here' },
  ...{ places: [], consolePort: null, consoleFingerprint: null, managed: null, earlier: null, slotId: null },
  ...{ candidateSlotIds: [], stage: 'found', identified: false, lock: null },
  ...change,
});
const place = (change: Partial<NodePlace>): NodePlace => ({
  ...{ address: '10.20.4.11', port: 50_000, interfaceName: null, sources: ['node'], answer: 'waiting' },
  ...{ lastSeenAtMs: 0, isContested: false },
  ...change,
});

const cases: readonly (readonly [string, Partial<DiagnosisGround>, readonly DiagnosisCode[]])[] = [
  ['nobody listens', { isListening: false, listeningForMs: 0 }, ['not-listening']],
  ['only loopback and containers', { interfaces: [unused('lo', 'loopback')] }, ['no-interface']],
  ['no interface at all', { interfaces: [] }, ['no-interface']],
  ['the cable is out', { interfaces: [unused('eth0', 'down')] }, ['cable-out']],
  ['nothing hands out addresses', { interfaces: [unused('eth0', 'no-address')] }, ['no-address']],
  [
    'only the VPN is up, the cable is out',
    { interfaces: [unused('tun0', 'vpn'), unused('eth0', 'down')] },
    ['only-vpn', 'cable-out'],
  ],
  ['the laptop is in the office network', { labSubnet: '10.30.0.0/16' }, ['other-network']],
  [
    'on the radio of the guests while the cable of the lab is out',
    { labSubnet: '10.30.0.0/16', interfaces: [eth0, unused('eth1', 'down')] },
    ['other-network', 'cable-out'],
  ],
  ['the lab is a part of the network that we are in', { labSubnet: '10.20.4.128/26' }, ['nobody-answers']],
  ['no pack yet', { labSubnet: null }, ['nobody-answers']],
  [
    'the system lets us reach nobody although the gateway is near',
    { asked: asked(connects(3, 'unreachable')) },
    ['permission-denied'],
  ],
  [
    'nobody is there: the system gives up after seconds',
    { asked: asked(connects(3, 'unreachable', 3100)) },
    ['nobody-answers'],
  ],
  [
    'refused at once, but without a gateway near it may be the cable',
    { asked: asked(connects(3, 'unreachable'), []) },
    ['nobody-answers'],
  ],
  [
    'one refuses, another answers: no permission is missing',
    { asked: asked([...connects(5, 'unreachable').slice(1), ...connects(1, 'closed')]) },
    ['nobody-answers'],
  ],
  [
    'multicast may not be sent',
    { interfaces: [hears({ socket: 'lost', reason: 'EPERM' })] },
    ['permission-denied'],
  ],
  ['our own question is not heard', { interfaces: [hears({ hearsItself: 'no' })] }, ['multicast-blocked']],
  [
    'our own question is heard by IPv6',
    { interfaces: [hears({ hearsItself: 'no' }, good)] },
    ['nobody-answers'],
  ],
  [
    'many neighbours, and not a word from any of them',
    { interfaces: [{ ...hears({ packetsOfOthers: 0 }), neighbours: 3 }] },
    ['multicast-blocked'],
  ],
  [
    'many neighbours, but we have only begun to listen',
    { interfaces: [{ ...hears({ packetsOfOthers: 0 }), neighbours: 3 }], listeningForMs: 5000 },
    ['nobody-answers'],
  ],
  [
    'two neighbours may well be silent by nature',
    { interfaces: [hears({ packetsOfOthers: 0 })] },
    ['nobody-answers'],
  ],
  ['another program has the port', { interfaces: [hears({ socket: 'one-shot' })] }, ['port-taken']],
  [
    'another program has the port alone',
    { interfaces: [hears({ socket: 'lost', reason: 'EADDRINUSE' })] },
    ['port-taken'],
  ],
  ['ten thousand announcements a second', { interfaces: [hears({ packetsDropped: 9000 })] }, ['flooded']],
  ['a burst', { interfaces: [hears({ packetsDropped: 20 })] }, ['nobody-answers']],
  ['every address connects', { asked: asked(connects(20, 'open')) }, ['answers-for-everything']],
  [
    'every address connects, and one of them is a node',
    { asked: asked(connects(20, 'open'), [gateway], ['10.20.4.11']), nodes: [node({})] },
    ['answers-for-everything'],
  ],
  [
    'every address connects because they all are nodes',
    {
      asked: asked(
        connects(20, 'open'),
        [gateway],
        connects(20, 'open').map(({ address }) => address),
      ),
      nodes: [node({})],
    },
    [],
  ],
  ['a few machines have that port open', { asked: asked(connects(7, 'open')) }, ['nobody-answers']],
  [
    'one neighbour stands for a whole range',
    {
      asked: asked(
        [],
        connects(16, 'open').map(({ address }) => ({ ...gateway, address })),
      ),
    },
    ['answers-for-everything'],
  ],
  [
    'one machine announces itself under fifty names',
    { crowded: { address: '10.20.4.66', names: 50 } },
    ['answers-for-everything'],
  ],
  [
    'two machines fight for an address',
    { conflicts: [{ address: '10.20.4.11', macs: ['02:00:00:00:00:01', '02:00:00:00:00:02'] }] },
    ['address-conflict'],
  ],
  [
    'two nodes answer at one address in turn',
    { nodes: [node({ places: [place({ isContested: true })] })] },
    ['address-conflict'],
  ],
  [
    'the node speaks by its console alone',
    { nodes: [node({ consolePort: '/dev/ttyUSB0', answer: 'silent' })] },
    ['serial-only'],
  ],
  ['all is well and nobody is there', {}, ['nobody-answers']],
  [
    'a bound node went away and nobody else is there',
    { nodes: [node({ presence: 'gone' })] },
    ['nobody-answers'],
  ],
  ['nodes are there', { nodes: [node({ places: [place({})] })] }, []],
];

test.each(cases)('%s', (_what, change, codes) => {
  expect(diagnose({ ...calm, ...change }).map(({ code }) => code)).toEqual(codes);
});

test('every reason has a case here', () => {
  const all: Readonly<Record<DiagnosisCode, true>> = {
    ...{
      'not-listening': true,
      'no-interface': true,
      'cable-out': true,
      'no-address': true,
      'only-vpn': true,
    },
    ...{ 'other-network': true, 'permission-denied': true, 'multicast-blocked': true, 'port-taken': true },
    ...{ flooded: true, 'answers-for-everything': true, 'nobody-answers': true, 'address-conflict': true },
    'serial-only': true,
  };
  expect([...new Set(cases.flatMap(([, , codes]) => codes))].sort()).toEqual(Object.keys(all).sort());
});

test('several reasons come with the nearest to the laptop first, each with its facts', () => {
  const found = diagnose({
    ...calm,
    labSubnet: '10.30.0.0/16',
    interfaces: [hears({ hearsItself: 'no', packetsDropped: 500 })],
    conflicts: [{ address: '10.20.4.11', macs: ['02:00:00:00:00:01', '02:00:00:00:00:02'] }],
  });
  expect(found).toEqual([
    { code: 'other-network', facts: { here: '10.20.4.77/24', lab: '10.30.0.0/16' } },
    {
      code: 'address-conflict',
      facts: { address: '10.20.4.11', macs: '02:00:00:00:00:01, 02:00:00:00:00:02' },
    },
    { code: 'multicast-blocked', facts: { interface: 'eth0', sign: 'own-question' } },
    { code: 'flooded', facts: { interface: 'eth0', packets: 500 } },
  ]);
});

test('whatever is around, an empty list has a reason', () => {
  const states: readonly HearingState[] = [
    good,
    off,
    { ...good, hearsItself: 'no' },
    { ...good, hearsItself: 'not-yet', packetsOfOthers: 0 },
    { ...good, socket: 'lost', reason: 'ENODEV' },
    { ...good, socket: 'one-shot' },
  ];
  const reasons = ['used', 'not-chosen', 'loopback', 'vpn', 'virtual', 'down', 'no-address'] as const;
  for (const isListening of [true, false])
    for (const why of reasons)
      for (const ipv4 of states)
        for (const ipv6 of states)
          for (const labSubnet of [null, '10.20.4.0/24', '10.99.0.0/16']) {
            const only = { ...eth0, why, used: why === 'used', ipv4, ipv6 };
            const ground = { ...calm, isListening, labSubnet, interfaces: [only] };
            expect(diagnose(ground).length).toBeGreaterThan(0);
          }
});
