import { expect, test } from 'vitest';
import type { Claims, Sighting, SightingSource } from '../sighting.ts';
import { foldSightings } from './fold-sightings.ts';

const uuidOf = (digit: string): string => `4c4c4544-0042-3510-8051-${digit.repeat(11)}f`;
const MINUTE = 60_000;
const START = 1_700_000_000_000;
/** `minutes` after the start. */
const seen = (source: SightingSource, address: string, minutes: number, claims: Claims = {}): Sighting => ({
  id: JSON.stringify([source, address, claims]),
  ...{ source, address, port: source === 'console' ? 0 : 50_000, interfaceName: null },
  seenAtMs: START + minutes * MINUTE,
  claims,
});
const since = (minutes: number, sighting: Sighting): Sighting => ({
  ...sighting,
  firstSeenAtMs: START + minutes * MINUTE,
});
const waiting = (digit: string, change: Claims = {}): Claims => ({
  ...{ answer: 'waiting', uuid: uuidOf(digit), serial: `SN-000${digit}`, macs: [`02:aa:00:00:00:0${digit}`] },
  fingerprint: digit.repeat(43).concat('='),
  ...change,
});
const shown = (sightings: readonly Sighting[], nowMs?: number) =>
  foldSightings(sightings, nowMs).map(({ id, address, answer, presence, places }) => ({
    ...{ id, address, answer, presence },
    places: places.map((place) => `${place.address}${place.isContested ? ' contested' : ''}`),
  }));

test('a machine that got another address is one machine, best known by the new one', () => {
  const id = `uuid:${uuidOf('a')}`;
  const before = seen('node', '10.0.0.1', 0, waiting('a'));
  // Its own list no longer has the old address, although nobody asked there again.
  const told = { addresses: ['10.0.0.9'] };
  expect(shown([before, seen('node', '10.0.0.9', 1, waiting('a', told))])).toMatchObject([
    { id, address: '10.0.0.9', places: ['10.0.0.9', '10.0.0.1'] },
  ]);
  const moved = [before, seen('node', '10.0.0.9', 1, waiting('a'))];
  expect(shown([...moved, seen('node', '10.0.0.1', 2, { answer: 'silent' })])).toMatchObject([
    { id, address: '10.0.0.9', presence: 'here', places: ['10.0.0.9', '10.0.0.1'] },
  ]);
});

test('IPv4 and IPv6 of one machine are one machine, by IPv4 first', () => {
  const both = [seen('node', 'fe80::1%eth0', 0, waiting('a')), seen('node', '10.0.0.1', 0, waiting('a'))];
  expect(shown(both)).toMatchObject([{ address: '10.0.0.1', places: ['10.0.0.1', 'fe80::1%eth0'] }]);
});

test('two places that show one certificate are one machine, also when it tells nothing of itself', () => {
  const foreign: Claims = { answer: 'foreign', fingerprint: 'one' };
  expect(shown([seen('node', '10.0.0.1', 0, foreign), seen('node', '10.0.0.2', 0, foreign)])).toMatchObject([
    { id: 'addr:10.0.0.1:50000', places: ['10.0.0.1', '10.0.0.2'] },
  ]);
  const proxied: Claims = { answer: 'not-talos', fingerprint: 'one' };
  expect(shown([seen('node', '10.0.0.1', 0, proxied), seen('node', '10.0.0.2', 0, proxied)]).length).toBe(2);
});

test('two machines that answer at one address in turn are both listed, and the address is marked', () => {
  const inTurn = [
    since(0, seen('node', '10.0.0.1', 1, waiting('a'))),
    since(0.3, seen('node', '10.0.0.1', 0.7, waiting('b'))),
  ];
  expect(shown(inTurn)).toMatchObject([
    { id: `uuid:${uuidOf('a')}`, answer: 'waiting', presence: 'here', places: ['10.0.0.1 contested'] },
    { id: `uuid:${uuidOf('b')}`, answer: 'waiting', presence: 'here', places: ['10.0.0.1 contested'] },
  ]);
});

test('a machine that was exchanged is gone, and the other one is new', () => {
  const exchanged = [
    since(0, seen('node', '10.0.0.1', 0, waiting('a'))),
    since(1, seen('node', '10.0.0.1', 1, waiting('b'))),
  ];
  expect(shown(exchanged)).toMatchObject([
    { id: `uuid:${uuidOf('a')}`, answer: 'silent', presence: 'gone', places: [] },
    { id: `uuid:${uuidOf('b')}`, answer: 'waiting', presence: 'here', places: ['10.0.0.1'] },
  ]);
  // Who asks for the machine at this place gets the one that is there.
  expect(foldSightings(exchanged).map(({ endpoints }) => endpoints)).toEqual([[], ['10.0.0.1:50000']]);
});

test('a MAC that a machine stated is followed to its new address, and to no address of a router', () => {
  const known = [
    seen('node', '10.0.0.1', 0, waiting('a')),
    seen('node', '10.0.0.1', 1, { answer: 'silent' }),
    seen('neighbour', '10.0.0.7', 2, { macs: ['02:AA:00:00:00:0A'] }),
  ];
  expect(shown(known)).toMatchObject([{ id: `uuid:${uuidOf('a')}`, places: ['10.0.0.7', '10.0.0.1'] }]);
  const many = [4, 5, 6].map((last) =>
    seen('neighbour', `10.0.0.${last}`, 2, { macs: ['02:aa:00:00:00:0a'] }),
  );
  expect(shown([...known, ...many])).toMatchObject([{ places: ['10.0.0.1'] }]);
  expect(shown([seen('neighbour', '10.0.0.7', 2, { macs: ['02:aa:00:00:00:0b'] })])).toEqual([]);
});

test('a beacon leads to a machine that moved, and not away from one that still answers', () => {
  const id = `uuid:${uuidOf('a')}`;
  const answering = seen('node', '10.0.0.1', 0, waiting('a'));
  const beacon = (change: Claims = {}) => seen('mdns', '10.0.0.7', 2, { uuid: uuidOf('a'), ...change });
  expect(shown([answering, beacon()]).map(({ places }) => places)).toEqual([['10.0.0.1'], ['10.0.0.7']]);
  expect(shown([answering, beacon({ fingerprint: 'aaaaaaaa' })])).toMatchObject([{ id }]);
  expect(shown([answering, beacon(), seen('node', '10.0.0.1', 1, { answer: 'silent' })])).toMatchObject([
    { id, presence: 'here', places: ['10.0.0.7', '10.0.0.1'] },
  ]);
});

test('a beacon that names another machine than the one which answers is nobody’s', () => {
  const liar = seen('mdns', '10.0.0.1', 1, { uuid: uuidOf('b'), hostname: 'liar' });
  expect(foldSightings([seen('node', '10.0.0.1', 0, waiting('a')), liar])).toMatchObject([
    { id: `uuid:${uuidOf('a')}`, hostname: null, sources: ['node'] },
  ]);
});

test('a machine is here while it answers anywhere, announces itself or prints, and not on old word', () => {
  const answer = seen('node', '10.0.0.1', 0, waiting('a'));
  const presence = (more: readonly Sighting[], minutes: number) =>
    shown([answer, ...more], START + minutes * MINUTE)[0]?.presence;
  const silent = seen('node', '10.0.0.1', 1, { answer: 'silent' });
  expect([presence([], 59), presence([], 61), presence([silent], 2)]).toEqual(['here', 'gone', 'gone']);
  expect(presence([silent, seen('node', 'fe80::1', 0, waiting('a'))], 2)).toBe('here');
  expect(presence([silent, seen('mdns', '10.0.0.1', 0)], 2)).toBe('here');
  const printed = seen('console', 'COM3', 1, { fingerprint: waiting('a').fingerprint ?? '' });
  expect([presence([silent, printed], 400), presence([silent, printed], 500)]).toEqual(['here', 'gone']);
});

test('a relay that shows one machine in a whole range does not fill the list', () => {
  const everywhere = Array.from({ length: 250 }, (_, last) =>
    seen('node', `10.0.0.${last}`, 0, waiting('a')),
  );
  const [machine, ...others] = foldSightings(everywhere);
  expect([machine?.places.length, machine?.endpoints.length, others.length]).toEqual([32, 32, 0]);
});
