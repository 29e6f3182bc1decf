import { expect, test } from 'vitest';
import type { Claims, Sighting, SightingSource } from '../sighting.ts';
import { foldSightings } from './fold-sightings.ts';

const uuid = '4c4c4544-0042-3510-8051-b7c04f4a3131';
const seen = (source: SightingSource, address: string, seenAtMs: number, claims: Claims = {}): Sighting => ({
  id: JSON.stringify([source, address, claims]),
  ...{ source, address, port: source === 'console' ? 0 : 50_000, interfaceName: null, seenAtMs, claims },
});
const certificate = (letter: string): string => letter.repeat(43).concat('=');
const waiting: Claims = { answer: 'waiting', uuid, serial: 'SN-0001', fingerprint: certificate('a') };
const at = '10.0.0.1';

test('a console belongs to the machine whose certificate it printed, and tells more than a beacon', () => {
  const printed = { fingerprint: certificate('a'), hostname: 'talos-abc', uuid: uuid.replace('4c', '5c') };
  const machines = foldSightings([
    seen('node', at, 1, waiting),
    seen('mdns', at, 1, { uuid, hostname: 'edge' }),
    seen('console', '/dev/ttyUSB0', 2, printed),
  ]);
  expect(machines).toMatchObject([
    {
      id: `uuid:${uuid}`,
      consolePort: '/dev/ttyUSB0',
      consoleFingerprint: { value: certificate('a'), source: 'console', learntAtMs: 2 },
      hostname: { value: 'talos-abc', source: 'console' },
      uuid: { value: uuid, source: 'node' },
      sources: ['node', 'console', 'mdns'],
    },
  ]);
});

test('a console that nothing on the network belongs to is a machine without a place', () => {
  expect(foldSightings([seen('console', 'COM3', 2, { fingerprint: certificate('a') })])).toMatchObject([
    {
      id: 'console:COM3',
      address: '',
      port: 0,
      answer: 'silent',
      places: [],
      endpoints: [],
      consolePort: 'COM3',
    },
  ]);
  expect(foldSightings([seen('console', 'COM3', 2, { uuid })])).toMatchObject([
    { id: `uuid:${uuid}`, address: '' },
  ]);
});

test('a cable that was moved shows the machine at its end, and lines that tell nothing are of the one before', () => {
  const moved = [
    seen('console', 'COM3', 1, { fingerprint: certificate('a') }),
    seen('console', 'COM3', 2, { fingerprint: certificate('b') }),
    seen('console', 'COM3', 3, { stage: 'booting' }),
    seen('node', at, 1, waiting),
  ];
  expect(foldSightings(moved).map(({ id, consolePort }) => [id, consolePort])).toEqual([
    [`uuid:${uuid}`, null],
    ['console:COM3', 'COM3'],
  ]);
  expect(foldSightings(moved)[1]).toMatchObject({ machineStage: { value: 'booting' } });
});

test('a machine that was installed anew is the same machine, and its old stage is over', () => {
  const before: Claims = { ...waiting, answer: 'ours', stage: 'running', talosVersion: 'v1.12.4' };
  const after: Claims = { ...waiting, fingerprint: certificate('b'), talosVersion: 'v1.13.9' };
  expect(foldSightings([seen('node', at, 1, before), seen('node', '10.0.0.9', 2, after)])).toMatchObject([
    {
      id: `uuid:${uuid}`,
      answer: 'waiting',
      machineStage: null,
      talosVersion: { value: 'v1.13.9' },
      fingerprint: { value: certificate('b') },
    },
  ]);
});

test('boards whose UUID is all zero are told apart by serial number, and without one by their ports', () => {
  const zero: Claims = { answer: 'waiting', uuid: '00000000-0000-0000-0000-000000000000' };
  const ids = foldSightings([
    seen('node', '10.0.0.1', 1, { ...zero, serial: 'SN-0001' }),
    seen('node', '10.0.0.2', 1, { ...zero, serial: 'SN-0002' }),
    seen('node', '10.0.0.3', 1, { ...zero, macs: ['02:aa:00:00:00:03'] }),
    seen('node', '10.0.0.4', 1, { ...zero, macs: ['02:aa:00:00:00:04', '02:aa:00:00:00:05'] }),
    seen('node', '10.0.0.5', 2, { ...zero, macs: ['02:aa:00:00:00:04'] }),
  ]).map(({ id }) => id);
  expect(ids.sort()).toEqual([
    ...['mac:02:aa:00:00:00:03', 'mac:02:aa:00:00:00:04', 'serial:SN0001', 'serial:SN0002'],
  ]);
});

test('two boards with one UUID, no serial number and no ports are told apart by the certificates they show', () => {
  const cloned: Claims = { answer: 'waiting', uuid };
  const both = [
    seen('node', '10.0.0.1', 1, { ...cloned, fingerprint: certificate('a') }),
    seen('node', '10.0.0.2', 2, { ...cloned, fingerprint: certificate('b') }),
  ];
  expect(foldSightings(both).map(({ id }) => id)).toEqual(['addr:10.0.0.1:50000', 'addr:10.0.0.2:50000']);
  // One that is no longer there proves nothing: then it moved and restarted.
  const moved = [...both, seen('node', '10.0.0.1', 3, { answer: 'silent' })];
  expect(foldSightings(moved)).toMatchObject([{ id: `uuid:${uuid}`, address: '10.0.0.2' }]);
});

test('one that names the ports of two others does not make them one', () => {
  const port = (digit: number): string => `02:aa:00:00:00:0${digit}`;
  const ids = foldSightings([
    seen('node', '10.0.0.1', 1, { answer: 'waiting', macs: [port(1)] }),
    seen('node', '10.0.0.2', 1, { answer: 'waiting', macs: [port(2)] }),
    seen('node', '10.0.0.66', 1, { answer: 'waiting', macs: [port(1), port(2)] }),
  ]).map(({ id }) => id);
  expect(ids).toContain(`mac:${port(2)}`);
  expect(new Set(ids).size).toBe(2);
});

test('one that tells only its ports is the machine that stated them, unless they are of two machines', () => {
  const mac = (digit: number): string => `02:aa:00:00:00:0${digit}`;
  const known = [1, 2].map((digit) =>
    seen('node', `10.0.0.${digit}`, 1, {
      ...{ answer: 'waiting', uuid: uuid.replace(/31$/, `3${digit}`), macs: [mac(digit)] },
      fingerprint: certificate(String(digit)),
    }),
  );
  const idsWith = (macs: readonly string[]) =>
    foldSightings([...known, seen('node', '10.0.0.9', 2, { answer: 'old-maintenance', macs })]).map(
      ({ id }) => id,
    );
  expect(idsWith([mac(1)]).length).toBe(2);
  expect(idsWith([mac(1), mac(2)])).toContain(`mac:${mac(1)}`);
});

const managedBy = (...sightings: readonly Sighting[]) => foldSightings(sightings)[0]?.managed;
test('who runs a machine is told by the answer first', () => {
  expect(managedBy(seen('node', at, 1, { answer: 'agent' }))).toEqual({ by: 'omni', signs: ['agent-mode'] });
  expect(managedBy(seen('node', at, 1, { answer: 'foreign', fingerprint: 'x' }))).toEqual({
    by: 'other-authority',
    signs: ['other-authority'],
  });
  expect(managedBy(seen('node', at, 1, { answer: 'ours' }))).toBe(null);
  expect(managedBy(seen('node', at, 1, waiting))).toBe(null);
});

test('a closed port with SideroLink in beacon or console is Omni’s, and a beacon cannot say so of an open one', () => {
  const beacon = seen('mdns', at, 2, { uuid, siderolink: true });
  const closed = seen('node', at, 3, { answer: 'closed' });
  expect(managedBy(beacon, closed)).toEqual({ by: 'omni', signs: ['siderolink-in-beacon'] });
  expect(managedBy(beacon, seen('node', at, 3, waiting))).toBe(null);
  const printed = seen('console', 'COM3', 2, { fingerprint: certificate('a'), siderolink: true });
  expect(managedBy(seen('node', at, 1, waiting), printed)).toEqual({
    by: 'omni',
    signs: ['siderolink-on-console'],
  });
  const again = seen('console', 'COM3', 4, { fingerprint: certificate('a') });
  expect(managedBy(seen('node', at, 1, waiting), printed, again)).toBe(null);
});

test('a machine of the earlier generation tells its system, and is none any more once it waits for us', () => {
  const earlier: Claims = {
    ...{ answer: 'earlier', system: 'Debian 11', distribution: 'rke2', rancherCluster: 'st-anna' },
    signs: ['ssh-banner', 'rancher-api'],
  };
  const [machine] = foldSightings([seen('node', at, 1, earlier)]);
  expect(machine).toMatchObject({
    managed: { by: 'earlier-generation', signs: ['rancher-api', 'ssh-banner'] },
    earlier: { system: { value: 'Debian 11', source: 'node' }, kubernetesVersion: null },
  });
  expect(foldSightings([seen('node', at, 1, earlier), seen('node', at, 2, waiting)])).toMatchObject([
    { id: `uuid:${uuid}`, managed: null, earlier: null },
  ]);
});
