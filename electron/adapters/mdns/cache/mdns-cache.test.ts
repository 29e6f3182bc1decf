import { expect, test } from 'vitest';
import { NODE_SERVICE_TYPE } from '../../../../shared/domain/discovery/mdns-claims.ts';
import type { MdnsRecord } from '../packet/mdns-packet.ts';
import { createCrowd } from './crowd.ts';
import { createMdnsCache, type Family } from './mdns-cache.ts';

const instance = `edge-1.${NODE_SERVICE_TYPE}`;
const pointer = (ttlMs = 4_500_000, target = instance): MdnsRecord => ({
  ...{ type: 'PTR', name: NODE_SERVICE_TYPE, ttlMs, flush: false, target },
});
const service = (ttlMs = 120_000): MdnsRecord => ({
  ...{ type: 'SRV', name: instance, ttlMs, flush: true, target: 'edge-1.local', port: 50_000 },
});
const text = (ttlMs = 4_500_000): MdnsRecord => ({
  type: 'TXT',
  name: instance,
  ttlMs,
  flush: true,
  entries: { id: 'a' },
});
const address = (value: string, ttlMs = 120_000): MdnsRecord => ({
  ...{ type: 'A', name: 'Edge-1.local', ttlMs, flush: true, address: value },
});
const beacon = (): readonly MdnsRecord[] => [address('127.77.0.11'), text(), service(), pointer()];
const at = (nowMs: number, source = '127.77.0.11') => ({ nowMs, source, family: 'ipv4' }) as const;
const empty = (limit = 1000, families: readonly Family[] = ['ipv4']) =>
  createMdnsCache({ crowd: createCrowd(limit), families: () => families, random: () => 0 });
const filled = () => {
  const cache = empty();
  cache.accept(beacon(), at(0));
  return cache;
};
const questions = (asked: readonly { readonly name: string; readonly type: string }[]) =>
  asked.map(({ name, type }) => ({ name, type }));

test('a whole beacon is known at once, in whatever order its records stand', () => {
  expect(filled().instances()).toEqual([
    {
      ...{ name: instance, source: '127.77.0.11' },
      service: { target: 'edge-1.local', port: 50_000 },
      entries: { id: 'a' },
      addresses: { ipv4: ['127.77.0.11'], ipv6: [] },
    },
  ]);
});

test('what nobody pointed to is not kept, and other services are none of our business', () => {
  const cache = empty();
  cache.accept([service(), text(), address('127.77.0.11')], at(0));
  cache.accept(
    [pointer(120_000, 'printer._ipp._tcp.local'), { ...pointer(), name: '_ipp._tcp.local' }],
    at(0),
  );
  expect(cache.instances()).toEqual([]);
});

test('each missing part is asked for, the address only when the host is known', () => {
  const cache = empty();
  cache.accept([pointer()], at(0));
  expect(questions(cache.missing())).toEqual([
    { name: instance, type: 'SRV' },
    { name: instance, type: 'TXT' },
  ]);
  cache.accept([service(), text()], at(0));
  expect(questions(cache.missing())).toEqual([{ name: 'edge-1.local', type: 'A' }]);
});

test('a record lives as long as it said, and what it led to goes with it', () => {
  const cache = filled();
  cache.expire(119_999);
  expect(cache.missing()).toEqual([]);
  cache.expire(120_000);
  expect(cache.instances()).toMatchObject([{ service: null, addresses: { ipv4: [], ipv6: [] } }]);
  cache.expire(4_500_000);
  expect(cache.instances()).toEqual([]);
});

test('a goodbye takes effect after one second, and a new announcement undoes it', () => {
  const cache = filled();
  cache.accept([pointer(0), service(0), text(0), address('127.77.0.11', 0)], at(5000));
  cache.expire(5999);
  expect(cache.instances()).toMatchObject([{ addresses: { ipv4: ['127.77.0.11'] } }]);
  cache.accept(beacon(), at(5999));
  cache.expire(6001);
  expect(cache.missing()).toEqual([]);
  cache.accept([pointer(0)], at(7000));
  cache.expire(8000);
  expect(cache.instances()).toEqual([]);
});

test('an owner that says its address anew makes the old one outdated, but not those it says together', () => {
  const cache = filled();
  cache.accept([address('127.77.0.12'), address('127.77.0.13')], at(60_000));
  cache.expire(61_000);
  expect(cache.instances()).toMatchObject([{ addresses: { ipv4: ['127.77.0.12', '127.77.0.13'] } }]);
});

test('records are asked for again at 80, 85, 90 and 95 % of their life, once each', () => {
  const cache = filled();
  const asked = (nowMs: number) => cache.takeRefreshes(nowMs).map(({ type }) => type);
  expect(asked(95_999)).toEqual([]);
  expect([96_000, 96_001, 102_000, 108_000, 114_000, 119_000].map(asked)).toEqual([
    ['SRV', 'A'],
    [],
    ['SRV', 'A'],
    ['SRV', 'A'],
    ['SRV', 'A'],
    [],
  ]);
});

test('a known answer is given while at least half of its life is left, and never while in doubt', () => {
  const cache = filled();
  expect(cache.knownAnswers(2_250_000)).toEqual([
    { name: NODE_SERVICE_TYPE, target: instance, ttlSeconds: 2250 },
  ]);
  expect(cache.knownAnswers(2_250_001)).toEqual([]);
  cache.doubt(0, 5000);
  expect(cache.knownAnswers(0)).toEqual([]);
});

test('what is in doubt is gone unless it is heard again', () => {
  const cache = filled();
  cache.doubt(10_000, 5000);
  cache.expire(14_999);
  expect(cache.instances().length).toBe(1);
  cache.expire(15_000);
  expect(cache.instances()).toEqual([]);
});

test('a refresh is put off by up to two per cent of the life, so that laptops do not ask together', () => {
  const cache = createMdnsCache({
    ...{ crowd: createCrowd(10), families: () => ['ipv4'] },
    random: () => 1,
  });
  cache.accept(beacon(), at(0));
  expect(cache.takeRefreshes(98_390)).toEqual([]);
  expect(cache.takeRefreshes(98_401).map(({ type }) => type)).toEqual(['SRV', 'A']);
});

test('a pointer that runs out soon is asked for like any other record, once for all', () => {
  const cache = empty();
  cache.accept([pointer(10_000), pointer(10_000, `edge-2.${NODE_SERVICE_TYPE}`)], at(0));
  expect(questions(cache.takeRefreshes(8000))).toEqual([{ name: NODE_SERVICE_TYPE, type: 'PTR' }]);
  expect(cache.takeRefreshes(8000)).toEqual([]);
});

test('one name in two spellings is one instance, and a dot in its label is part of the label', () => {
  const cache = empty();
  const dotted = `Lab\\.1.${NODE_SERVICE_TYPE}`;
  cache.accept([pointer(120_000, dotted), pointer(120_000, dotted.toUpperCase())], at(0));
  cache.accept([pointer(120_000, `a.b.${NODE_SERVICE_TYPE}`)], at(0));
  cache.accept([pointer(120_000, `a\\.${NODE_SERVICE_TYPE}`)], at(0));
  expect(cache.instances().map(({ name }) => name)).toEqual([dotted]);
});

test('both kinds of addresses are known; the second kind is asked for once it is of use', () => {
  const cache = empty(10, ['ipv4', 'ipv6']);
  cache.accept(beacon(), at(0));
  expect(cache.missing()).toEqual([{ name: 'edge-1.local', type: 'AAAA', over: 'ipv6', isOptional: true }]);
  cache.accept([{ name: 'EDGE-1.local', type: 'AAAA', ttlMs: 120_000, flush: true, address: 'fe80::11' }], {
    ...at(1),
    family: 'ipv6',
  });
  expect(cache.missing()).toEqual([]);
  expect(cache.instances()).toMatchObject([{ addresses: { ipv4: ['127.77.0.11'], ipv6: ['fe80::11'] } }]);
});

test('a service that its owner says anew replaces the old one, which is gone a second later', () => {
  const cache = filled();
  const moved: MdnsRecord = { ...service(), type: 'SRV', target: 'edge-9.local', port: 50_001 };
  cache.accept([moved], at(60_000));
  expect(cache.instances()).toMatchObject([{ service: { target: 'edge-9.local' } }]);
  cache.accept([{ ...moved, ttlMs: 0 }], at(60_500));
  cache.expire(61_500);
  expect(cache.instances()).toMatchObject([{ service: null }]);
});

test('a doubted instance is gone at its time, unless its service is heard again; a pointer alone saves nothing', () => {
  const cache = filled();
  expect(questions(cache.reconfirm(instance.toUpperCase(), 3000))).toEqual([{ name: instance, type: 'SRV' }]);
  expect(cache.reconfirm(instance, 4000)).toEqual([]);
  expect(cache.reconfirm('nobody', 3000)).toEqual([]);
  cache.accept([service()], at(2999));
  cache.expire(3000);
  expect(cache.size).toBe(1);
  cache.reconfirm(instance, 8000);
  expect(cache.knownAnswers(5001)).toEqual([]);
  cache.accept([pointer()], at(6000));
  cache.expire(8000);
  expect(cache.size).toBe(0);
});

test('a flood of instances and addresses is cut off', () => {
  const cache = empty();
  for (let index = 0; index < 3000; index++)
    cache.accept([pointer(120_000, `fake-${index}.${NODE_SERVICE_TYPE}`)], at(0));
  expect(cache.size).toBe(1000);
  const many = filled();
  many.accept(
    Array.from({ length: 60 }, (_, index) => address(`127.77.1.${index}`)),
    at(100),
  );
  expect(many.instances()[0]?.addresses.ipv4.length).toBe(4);
});

test('a sender of fakes, or two hundred of them, cannot keep a node out that has a sender of its own', () => {
  for (const senders of [1, 200]) {
    const cache = empty();
    for (let index = 0; index < 10_000; index++)
      cache.accept([pointer(120_000, `fake-${index}.${NODE_SERVICE_TYPE}`)], at(0, `f${index % senders}`));
    cache.accept(beacon(), at(1));
    for (let index = 0; index < 10_000; index++)
      cache.accept([pointer(120_000, `more-${index}.${NODE_SERVICE_TYPE}`)], at(2, `f${index % senders}`));
    expect(cache.size).toBe(1000);
    expect(cache.instances().filter(({ name }) => name === instance)).toMatchObject([
      { addresses: { ipv4: ['127.77.0.11'] } },
    ]);
  }
});

test('two hundred nodes behind one sender stay while another sender floods', () => {
  const cache = empty();
  const nodes = Array.from({ length: 200 }, (_, index) => `real-${index}.${NODE_SERVICE_TYPE}`);
  for (const name of nodes) cache.accept([pointer(120_000, name)], at(0, 'reflector'));
  for (let index = 0; index < 10_000; index++)
    cache.accept([pointer(120_000, `fake-${index}.${NODE_SERVICE_TYPE}`)], at(1, 'flooder'));
  const kept = new Set(cache.instances().map(({ name }) => name));
  expect(nodes.filter((name) => !kept.has(name))).toEqual([]);
});

test('what is forgotten frees its places', () => {
  const crowd = createCrowd(10);
  const cache = createMdnsCache({ crowd, families: () => ['ipv4'], random: () => 0 });
  cache.accept(beacon(), at(0));
  expect(crowd.size).toBe(1);
  cache.clear();
  expect([crowd.size, cache.size]).toEqual([0, 0]);
});

test('a flood of host names keeps a node without address for a moment only', () => {
  const cache = empty();
  const fake = `fake.${NODE_SERVICE_TYPE}`;
  cache.accept([pointer(120_000, fake)], at(0, 'flooder'));
  for (let index = 0; index < 6000; index++)
    cache.accept(
      [{ ...service(), name: fake, target: `host-${index}.local` } as MdnsRecord],
      at(0, 'flooder'),
    );
  cache.accept(beacon(), at(1));
  expect(cache.instances().at(-1)?.addresses.ipv4).toEqual([]);
  cache.expire(250);
  expect(questions(cache.missing())).toContainEqual({ name: 'edge-1.local', type: 'A' });
  cache.accept([address('127.77.0.11')], at(300));
  expect(cache.instances().at(-1)?.addresses.ipv4).toEqual(['127.77.0.11']);
});
