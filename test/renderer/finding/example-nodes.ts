/** Machines in every state that finding can leave them in. */
import type { NodePlace, NodeView } from '../../../shared/domain/nodes/node-view.ts';
import { bound, node, nowMs } from '../examples.ts';

const minuteMs = 60_000;
const learntAtMs = nowMs - 4 * minuteMs;
const fact = <T>(value: T, source: 'node' | 'sweep' | 'console' | 'mdns' = 'node') => ({
  ...{ value, source, learntAtMs },
});
export const place = (address: string, change: Partial<NodePlace> = {}): NodePlace => ({
  ...{ address, port: 50_000, interfaceName: 'eth0', sources: ['mdns', 'node'], answer: 'waiting' },
  ...{ lastSeenAtMs: nowMs - 8000, isContested: false },
  ...change,
});

/** A machine that only its address is known of. */
function stranger(id: number, address: string, change: Partial<NodeView>): NodeView {
  const { answer = null } = change;
  return node(3, {
    ...{ id: `addr:${address}:50000#${id}`, name: address, address, candidateSlotIds: [] },
    ...{ hostname: null, serial: null, uuid: null, product: null, macs: null, talosVersion: null },
    ...{ machineStage: null, fingerprint: null, sources: ['sweep'] },
    places: [place(address, { sources: ['sweep'], answer: answer === 'not-asked' ? null : answer })],
    ...change,
  });
}

/** A free machine with a number of its own. */
export function numbered(index: number, address: string, change: Partial<NodeView> = {}): NodeView {
  const serial = `9QT4${String(index).padStart(4, '0')}`;
  return node(1, {
    ...{ id: `serial:${serial}`, name: address, address, candidateSlotIds: [], serial: fact(serial) },
    places: [place(address)],
    ...change,
  });
}

const earlier = stranger(1, '10.20.4.21', {
  ...{ name: 'lab-old-01', answer: 'earlier', hostname: fact('lab-old-01', 'sweep') },
  managed: { by: 'earlier-generation', signs: ['ssh-banner', 'kubernetes-certificate', 'rancher-api'] },
  earlier: {
    system: fact('Debian GNU/Linux 11', 'sweep'),
    distribution: fact('RKE2', 'sweep'),
    kubernetesVersion: fact('v1.24.17', 'sweep'),
    rancherCluster: fact('st-anna-lab2', 'sweep'),
  },
});

/** One of each. */
export const everyKind: readonly NodeView[] = [
  bound(1, 'stopped'),
  { ...bound(2, 'identified'), lock: 'serial-alone', consolePort: '/dev/ttyUSB0' },
  node(3, {
    consolePort: '/dev/ttyUSB1',
    consoleFingerprint: fact('8sKd0WmPzXcVbNqLrTyUaQ3eF6gH1jZiO4uB7vC2xMY=', 'console'),
    places: [
      place('10.20.4.63'),
      place('fe80::d65d:64ff:fe1a:2003%eth0', { sources: ['neighbour'], answer: null }),
      place('10.20.9.63', {
        ...{ interfaceName: null, sources: ['known'], answer: 'silent' },
        lastSeenAtMs: nowMs - 47 * minuteMs,
      }),
    ],
  }),
  numbered(1, '10.20.4.64', { answer: 'old-maintenance', talosVersion: fact('v1.9.4') }),
  numbered(2, '10.20.4.70', { answer: 'ours', name: 'LAB-EDGE-09', machineStage: fact('running') }),
  stranger(2, '10.20.9.71', {
    ...{ answer: 'silent', sources: ['known'], lastSeenAtMs: nowMs - 32 * minuteMs },
    places: [place('10.20.9.71', { interfaceName: null, sources: ['known'], answer: 'silent' })],
  }),
  stranger(3, '10.20.4.90', {
    answer: 'foreign',
    managed: { by: 'other-authority', signs: ['other-authority'] },
  }),
  numbered(3, '10.20.4.91', {
    managed: { by: 'omni', signs: ['siderolink-on-console', 'siderolink-in-beacon'] },
  }),
  earlier,
  stranger(4, '10.20.4.100', { answer: 'not-talos' }),
  numbered(4, '10.20.4.65', { presence: 'gone', answer: 'silent', lastSeenAtMs: nowMs - 75 * minuteMs }),
  numbered(5, '10.20.4.66', { presence: 'gone', answer: 'silent', lastSeenAtMs: nowMs - 190 * minuteMs }),
  {
    ...stranger(5, '', { answer: 'silent', sources: ['console'], name: 'lab-edge-04' }),
    ...{ places: [], port: 0, consolePort: '/dev/ttyUSB2', hostname: fact('lab-edge-04', 'console') },
    ...{
      fingerprint: null,
      consoleFingerprint: fact('Zk3dV8pQ1sWmT5xYbN0cRgH7uJ2eL9aFoI4tK6vMqXE=', 'console'),
    },
  },
  stranger(6, '10.20.4.72', { answer: 'not-asked', sources: ['mdns'] }),
];

/** As names and addresses come at their longest. */
export const longNamed: readonly NodeView[] = [
  numbered(1, 'fe80::d65d:64ff:fe1a:2003%enp0s31f6', {
    name: 'haematology-analyser-middleware-gateway-ward-7-building-c-lab-2',
    serial: fact('CZC1234567-ABCDEFGHIJKLMNOPQRSTUVWXYZ-0000012345'),
    product: fact('Hewlett-Packard EliteDesk 800 G9 Small Form Factor Desktop PC'),
  }),
  numbered(2, '2001:db8:1234:5678:9abc:def0:1234:5678', { candidateSlotIds: ['slot-3'] }),
];

/** So many in three networks, in every state. */
export function crowd(count: number): readonly NodeView[] {
  return Array.from({ length: count }, (_, index) => {
    const address = `10.20.${index % 3 === 2 ? 9 : 4}.${(index % 240) + 8}`;
    const id = { id: `serial:9QT${index}`, name: `node-${String(index).padStart(4, '0')}` };
    if (index % 17 === 3) return stranger(index, address, { ...id, answer: 'not-talos' });
    if (index % 11 === 5) return numbered(index, address, { ...id, presence: 'gone', answer: 'silent' });
    return numbered(index, address, { ...id, answer: index % 5 === 0 ? 'ours' : 'waiting' });
  });
}
