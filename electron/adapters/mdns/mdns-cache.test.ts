import { expect, test } from 'vitest';
import { NODE_SERVICE_TYPE } from '../../../shared/domain/discovery/mdns-claims.ts';
import { createMdnsCache } from './mdns-cache.ts';
import type { MdnsRecord } from './mdns-packet.ts';

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
const filled = () => {
  const cache = createMdnsCache(() => true);
  cache.accept(beacon(), 0);
  return cache;
};

test('a whole beacon is known at once, in whatever order its records stand', () => {
  expect(filled().instances()).toEqual([
    {
      name: instance,
      service: { target: 'edge-1.local', port: 50_000 },
      entries: { id: 'a' },
      addresses: ['127.77.0.11'],
    },
  ]);
});

test('what nobody pointed to is not kept, and other services are none of our business', () => {
  const cache = createMdnsCache(() => true);
  cache.accept([service(), text(), address('127.77.0.11')], 0);
  cache.accept([pointer(120_000, 'printer._ipp._tcp.local'), { ...pointer(), name: '_ipp._tcp.local' }], 0);
  expect(cache.instances()).toEqual([]);
});

test('each missing part is asked for, the address only when the host is known', () => {
  const cache = createMdnsCache(() => true);
  cache.accept([pointer()], 0);
  expect(cache.missing()).toEqual([
    { name: instance, type: 'SRV' },
    { name: instance, type: 'TXT' },
  ]);
  cache.accept([service(), text()], 0);
  expect(cache.missing()).toEqual([{ name: 'edge-1.local', type: 'A' }]);
});

test('a record lives as long as it said, and what it led to goes with it', () => {
  const cache = filled();
  cache.expire(119_999);
  expect(cache.missing()).toEqual([]);
  cache.expire(120_000);
  expect(cache.instances()).toMatchObject([{ service: null, addresses: [] }]);
  cache.expire(4_500_000);
  expect(cache.instances()).toEqual([]);
});

test('a goodbye takes effect after one second, and a new announcement undoes it', () => {
  const cache = filled();
  cache.accept([pointer(0), service(0), text(0), address('127.77.0.11', 0)], 5000);
  cache.expire(5999);
  expect(cache.instances()).toMatchObject([{ addresses: ['127.77.0.11'] }]);
  cache.accept(beacon(), 5999);
  cache.expire(6001);
  expect(cache.missing()).toEqual([]);
  cache.accept([pointer(0)], 7000);
  cache.expire(8000);
  expect(cache.instances()).toEqual([]);
});

test('an owner that says its address anew makes the old one outdated, but not those it says together', () => {
  const cache = filled();
  cache.accept([address('127.77.0.12'), address('127.77.0.13')], 60_000);
  cache.expire(61_000);
  expect(cache.instances()).toMatchObject([{ addresses: ['127.77.0.12', '127.77.0.13'] }]);
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

test('a flood of instances and addresses is cut off', () => {
  const cache = createMdnsCache(() => cache.size < 1000);
  for (let index = 0; index < 3000; index++)
    cache.accept([pointer(120_000, `fake-${index}.${NODE_SERVICE_TYPE}`)], 0);
  expect(cache.size).toBe(1000);
  const many = filled();
  many.accept(
    Array.from({ length: 60 }, (_, index) => address(`127.77.1.${index}`)),
    100,
  );
  expect(many.instances()[0]?.addresses.length).toBe(4);
});
