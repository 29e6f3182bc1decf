import { expect, test } from 'vitest';
import type { Claims, Sighting, SightingSource } from '../sighting.ts';
import { foldSightings } from './fold-sightings.ts';

const uuidOf = (digit: string): string => `4c4c4544-0042-3510-8051-${digit.repeat(11)}f`;
const seen = (source: SightingSource, address: string, seenAtMs: number, claims: Claims = {}): Sighting => ({
  id: `${source} ${address} ${JSON.stringify(claims)}`,
  source,
  address,
  port: 50_000,
  interfaceName: null,
  seenAtMs,
  claims,
});
const waiting: Claims = { answer: 'waiting', uuid: uuidOf('a'), serial: 'SN-000A', fingerprint: 'first' };

test('a beacon, a typed address and the answer of one node are one machine', () => {
  const machines = foldSightings([
    seen('mdns', '10.0.0.1', 1, { uuid: uuidOf('a'), hostname: 'edge-1', stage: 'maintenance' }),
    seen('typed', '10.0.0.1', 2),
    seen('node', '10.0.0.1', 3, waiting),
  ]);
  expect(machines).toEqual([
    {
      id: `uuid:${uuidOf('a')}`,
      answer: 'waiting',
      address: '10.0.0.1',
      port: 50_000,
      hostname: { value: 'edge-1', source: 'mdns', learntAtMs: 1 },
      serial: { value: 'SN-000A', source: 'node', learntAtMs: 3 },
      uuid: { value: uuidOf('a'), source: 'node', learntAtMs: 3 },
      product: null,
      macs: null,
      talosVersion: null,
      machineStage: { value: 'maintenance', source: 'mdns', learntAtMs: 1 },
      fingerprint: { value: 'first', source: 'node', learntAtMs: 3 },
      sources: ['node', 'mdns', 'typed'],
      lastSeenAtMs: 3,
      presence: 'here',
      places: [
        {
          address: '10.0.0.1',
          port: 50_000,
          interfaceName: null,
          sources: ['node', 'mdns', 'typed'],
          answer: 'waiting',
          lastSeenAtMs: 3,
          isContested: false,
        },
      ],
      consolePort: null,
      consoleFingerprint: null,
      managed: null,
      earlier: null,
      endpoints: ['10.0.0.1:50000'],
    },
  ]);
});

test('a machine with two addresses is one machine, and does not flicker between them', () => {
  const one = seen('node', '10.0.0.1', 5000, waiting);
  const two = seen('node', '10.0.0.2', 9000, waiting);
  const machines = foldSightings([one, two]);
  expect(machines.map(({ address, endpoints }) => ({ address, endpoints }))).toEqual([
    { address: '10.0.0.1', endpoints: ['10.0.0.1:50000', '10.0.0.2:50000'] },
  ]);
});

test('after configuration it is the same machine, at its new address, with its new certificate', () => {
  const machines = foldSightings([
    seen('node', '10.0.0.77', 1, waiting),
    seen('node', '10.0.0.77', 2, { answer: 'silent' }),
    seen('node', '10.0.0.11', 3, { ...waiting, answer: 'ours', fingerprint: 'second' }),
  ]);
  expect(machines).toMatchObject([
    { id: `uuid:${uuidOf('a')}`, answer: 'ours', address: '10.0.0.11', fingerprint: { value: 'second' } },
  ]);
});

test('two boards with one cloned UUID stay two machines', () => {
  const machines = foldSightings([
    seen('node', '10.0.0.1', 1, waiting),
    seen('node', '10.0.0.2', 2, { ...waiting, serial: 'SN-000B' }),
  ]);
  expect(machines.map(({ id }) => id)).toEqual(['serial:SN000A', 'serial:SN000B']);
});

test('a beacon overrides nothing that the node said', () => {
  const [machine] = foldSightings([
    seen('node', '10.0.0.1', 1, { ...waiting, hostname: 'edge-1', talosVersion: 'v1.13.9' }),
    seen('mdns', '10.0.0.1', 9, {
      uuid: uuidOf('b'),
      hostname: 'liar',
      talosVersion: 'v9',
      fingerprint: 'liar',
    }),
  ]);
  expect(machine).toMatchObject({
    id: `uuid:${uuidOf('a')}`,
    hostname: { value: 'edge-1' },
    talosVersion: { value: 'v1.13.9' },
    fingerprint: { value: 'first' },
  });
});

test("a stranger that claims another node's UUID in its beacon does not become part of it", () => {
  const machines = foldSightings([
    seen('node', '10.0.0.1', 1, waiting),
    seen('mdns', '10.0.0.66', 2, { uuid: uuidOf('a') }),
    seen('node', '10.0.0.66', 3, { answer: 'foreign', fingerprint: 'stranger' }),
  ]);
  expect(machines.map(({ id, answer }) => [id, answer])).toEqual([
    [`uuid:${uuidOf('a')}`, 'waiting'],
    ['addr:10.0.0.66:50000', 'foreign'],
  ]);
});

test('an address that another machine took over belongs to the newer one, and the older one is silent', () => {
  const machines = foldSightings([
    seen('node', '10.0.0.1', 1, waiting),
    seen('node', '10.0.0.1', 2, { answer: 'waiting', uuid: uuidOf('b') }),
    seen('mdns', '10.0.0.1', 1),
  ]);
  expect(machines.map(({ id, answer, sources }) => [id, answer, sources])).toEqual([
    [`uuid:${uuidOf('a')}`, 'silent', ['node']],
    [`uuid:${uuidOf('b')}`, 'waiting', ['node', 'mdns']],
  ]);
});

test('asking where nobody answers makes no machine', () => {
  const nobody = [seen('typed', '10.0.0.9', 1), seen('known', '10.0.0.8', 1), seen('known', '10.0.0.7', 1)];
  const answers = [
    seen('node', '10.0.0.9', 2, { answer: 'silent' }),
    seen('node', '10.0.0.8', 2, { answer: 'silent' }),
    seen('node', '10.0.0.7', 2, { answer: 'closed' }),
  ];
  expect(foldSightings([...nobody, ...answers])).toEqual([]);
});

test('a typed address that refuses is a machine whose port is closed', () => {
  const machines = foldSightings([
    seen('typed', '10.0.0.9', 1),
    seen('node', '10.0.0.9', 2, { answer: 'closed' }),
  ]);
  expect(machines).toMatchObject([{ id: 'addr:10.0.0.9:50000', answer: 'closed' }]);
});

test('a node that falls silent stays in the list with what is known of it', () => {
  const machines = foldSightings([
    seen('node', '10.0.0.1', 1, waiting),
    seen('node', '10.0.0.1', 2, { answer: 'silent' }),
  ]);
  expect(machines).toMatchObject([{ answer: 'silent', serial: { value: 'SN-000A' }, lastSeenAtMs: 1 }]);
});
