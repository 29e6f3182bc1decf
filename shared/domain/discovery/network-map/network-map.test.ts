import { expect, test } from 'vitest';
import type { NodeView } from '../../nodes/node-view.ts';
import type { SurroundingInterface } from '../surroundings.ts';
import { networkMap } from './network-map.ts';
import { type Box, placeMap } from './place-map.ts';

const quiet = {
  ...({ socket: 'shared', reason: null, hearsItself: 'yes' } as const),
  ...{ packetsOfOthers: 0, packetsDropped: 0, packetsMalformed: 0 },
};
const eth0: SurroundingInterface = {
  ...{ name: 'eth0', addresses: ['10.20.4.7', 'fe80::7%eth0'], subnets: ['10.20.4.0/24', 'fe80::/64'] },
  ...{ used: true, why: 'used', gateway: '10.20.4.1', ipv4: quiet, ipv6: quiet, neighbours: 3 },
};
const usb0: SurroundingInterface = {
  ...eth0,
  ...{ name: 'usb0', addresses: ['192.168.9.2'], subnets: ['192.168.9.0/24'], gateway: null },
};
const vpn: SurroundingInterface = { ...eth0, name: 'tun0', used: false, why: 'vpn' };

function seen(address: string, interfaceName: string | null, change: Partial<NodeView> = {}): NodeView {
  const at = { address, port: 50_000, interfaceName };
  const place = { ...at, sources: [], answer: null, lastSeenAtMs: 0, isContested: false } as const;
  return {
    ...{ id: `addr:${address}`, name: address, answer: 'waiting', address, port: 50_000 },
    ...{ hostname: null, serial: null, uuid: null, product: null, macs: null, talosVersion: null },
    ...{ machineStage: null, fingerprint: null, sources: [], lastSeenAtMs: 0, presence: 'here' },
    ...{ places: [place], consolePort: null, consoleFingerprint: null, managed: null, earlier: null },
    ...{ slotId: null, candidateSlotIds: [], stage: 'found', identified: false, lock: null },
    ...change,
  };
}

/** Each segment with the names of its nodes, under the interface that leads there. */
function outline(
  interfaces: readonly SurroundingInterface[],
  nodes: readonly NodeView[],
  lab: string | null,
) {
  const { branches } = networkMap({ interfaces, labSubnet: lab }, nodes);
  return branches.map((branch) => [
    branch.interface?.name ?? null,
    branch.segments.map(({ kind, name, nodes: members }) => [kind, name, members.map((each) => each.name)]),
  ]);
}

test('a node hangs on the network of the interface that its address belongs to', () => {
  expect(outline([eth0, usb0], [seen('10.20.4.61', null), seen('192.168.9.5', 'usb0')], null)).toEqual([
    ['eth0', [['link', '10.20.4.0/24', ['10.20.4.61']]]],
    ['usb0', [['link', '192.168.9.0/24', ['192.168.9.5']]]],
  ]);
});

test('an IPv6 neighbour without a wider address is on the same cable as its zone says', () => {
  expect(outline([eth0, usb0], [seen('fe80::61%usb0', null)], null)).toEqual([
    ['eth0', [['link', '10.20.4.0/24', []]]],
    ['usb0', [['link', '192.168.9.0/24', ['fe80::61%usb0']]]],
  ]);
});

test('what is in no network of the laptop lies behind its router, the lab under its own name', () => {
  const nodes = [seen('10.20.5.61', null), seen('10.30.1.9', 'eth0')];
  expect(outline([eth0], nodes, '10.20.5.0/26')).toEqual([
    [
      'eth0',
      [
        ['link', '10.20.4.0/24', []],
        ['routed', '10.20.5.0/26', ['10.20.5.61']],
        ['routed', '10.30.1.0/24', ['10.30.1.9']],
      ],
    ],
  ]);
});

test('a lab that no interface leads to is drawn without one, so that its absence is seen', () => {
  expect(outline([usb0], [], '10.20.4.0/24')).toEqual([
    ['usb0', [['link', '192.168.9.0/24', []]]],
    [null, [['unknown', '10.20.4.0/24', []]]],
  ]);
});

test('a node that only its console tells of hangs on the console cable', () => {
  const node = seen('', null, { places: [], consolePort: '/dev/ttyUSB0', name: 'LAB-EDGE-02' });
  expect(outline([eth0], [node], null).at(-1)).toEqual([null, [['serial', '/dev/ttyUSB0', ['LAB-EDGE-02']]]]);
});

test('interfaces that are not used are kept apart, and nodes never hang on them', () => {
  const map = networkMap({ interfaces: [eth0, vpn], labSubnet: null }, [seen('10.20.4.61', 'tun0')]);
  expect(map.leftOut.map(({ name }) => name)).toEqual(['tun0']);
  expect(map.branches.map(({ id }) => id)).toEqual(['eth0']);
});

const hundreds = Array.from({ length: 200 }, (_, index) =>
  seen(`10.20.4.${index + 8}`, 'eth0', { stage: index < 20 ? 'stopped' : 'found' }),
);
const settings = {
  open: new Set<string>(),
  kinds: ['stopped', 'found'],
  kindOf: (node: NodeView) => node.stage,
};

test('two hundred nodes in one network are drawn as one box per state, which add up', () => {
  const placed = placeMap(networkMap({ interfaces: [eth0], labSubnet: null }, hundreds), {
    ...settings,
    widthPx: 900,
  });
  const [segment] = placed.segments;
  expect(segment?.nodes).toEqual([]);
  expect(segment?.clusters.map(({ kind, count }) => [kind, count])).toEqual([
    ['stopped', 20],
    ['found', 180],
  ]);
});

test.each([320, 500, 639, 640, 960])('in %i px nothing sticks out and no two boxes overlap', (widthPx) => {
  const map = networkMap({ interfaces: [eth0, usb0], labSubnet: '10.20.9.0/24' }, hundreds.slice(0, 40));
  const open = new Set(map.branches.flatMap(({ segments }) => segments.map(({ id }) => id)));
  const { laptop, branches, segments, height } = placeMap(map, { ...settings, open, widthPx });
  const boxes = [laptop, ...branches, ...segments];
  for (const box of [...boxes, ...segments.flatMap(({ nodes }) => nodes)]) {
    expect(box.left).toBeGreaterThanOrEqual(0);
    expect(box.left + box.width).toBeLessThanOrEqual(widthPx);
    expect(box.top + box.height).toBeLessThanOrEqual(height);
  }
  const inside = segments.flatMap(({ nodes }) => nodes);
  expect(inside.length).toBe(40);
  for (const all of [boxes, inside]) {
    const clashes = all.flatMap((one, index) => all.slice(index + 1).filter((other) => meet(one, other)));
    expect(clashes).toEqual([]);
  }
});

function meet(one: Box, other: Box): boolean {
  return (
    one.left < other.left + other.width &&
    other.left < one.left + one.width &&
    one.top < other.top + other.height &&
    other.top < one.top + one.height
  );
}
