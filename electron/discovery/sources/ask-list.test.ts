import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  beaconOf,
  createDiscoveryBench,
  type DiscoveryBench,
  uuidOf,
} from '../../../test/fakes/discovery/bench.ts';

let bench: DiscoveryBench;
beforeEach(() => {
  bench = createDiscoveryBench();
});
afterEach(async () => {
  expect(bench.log.bugs).toEqual([]);
  await bench.close();
});

const never = new AbortController().signal;
const begin = (text: string, signal = never) => {
  const reports: { readonly done: number; readonly total: number }[] = [];
  const run = {
    signal,
    report: (each: (typeof reports)[number]) => reports.push(each),
    pointOfNoReturn: () => {},
  };
  return { reports, list: bench.settle(bench.handlers['discovery.addList']({ text }, run)) };
};

test('every row of a spreadsheet is told what came of it', async () => {
  const pack = bench.world.pack;
  if (pack === null) throw new Error('no pack');
  const sweep = { ...pack.network.sweep, exclude: ['10.20.4.13'] };
  bench.world.pack = { ...pack, network: { ...pack.network, sweep } };
  bench.world.names.set('lab-edge-02.example', '10.20.4.12');
  bench.put(1);
  bench.put(2);
  bench.put(3);
  bench.put(4, { state: 'not-talos' }, '10.20.4.40');
  bench.put(5, { state: 'configured', ca: 'another' }, '10.20.4.50');
  bench.put(6, { state: 'booting' }, '10.20.4.60');
  const { list, reports } = begin(
    'Label\tAddress\n' +
      'LAB-EDGE-01\t10.20.4.11\nLAB-EDGE-02\tlab-edge-02.example\nscanner\t10.20.4.13\n' +
      'again\t10.20.4.11:50000\nnobody\t10.20.4.99\nno such name\tno-such-name.example\n' +
      'typo\t10.20.4.999\nprinter\t10.20.4.40\nother site\t10.20.4.50\nstarting\t10.20.4.60\n',
  );
  const rows = (await list) as { readonly rows: readonly unknown[] };
  expect(rows.rows).toEqual([
    { line: 2, typed: '10.20.4.11', outcome: 'node', nodeId: `uuid:${uuidOf(1)}` },
    { line: 3, typed: 'lab-edge-02.example', outcome: 'node', nodeId: `uuid:${uuidOf(2)}` },
    { line: 4, typed: '10.20.4.13', outcome: 'excluded', nodeId: null },
    { line: 5, typed: '10.20.4.11:50000', outcome: 'twice', nodeId: null },
    { line: 6, typed: '10.20.4.99', outcome: 'silent', nodeId: null },
    { line: 7, typed: 'no-such-name.example', outcome: 'unresolved', nodeId: null },
    { line: 8, typed: '10.20.4.999', outcome: 'unreadable', nodeId: null },
    { line: 9, typed: '10.20.4.40', outcome: 'not-a-node', nodeId: 'addr:10.20.4.40:50000' },
    { line: 10, typed: '10.20.4.50', outcome: 'node', nodeId: 'addr:10.20.4.50:50000' },
    { line: 11, typed: '10.20.4.60', outcome: 'not-a-node', nodeId: 'addr:10.20.4.60:50000' },
  ]);
  expect([reports[0], reports.at(-1)]).toEqual([
    { done: 0, total: 10 },
    { done: 10, total: 10 },
  ]);
  expect(bench.neighbours.looks.filter(({ place }) => place === '10.20.4.13:50000')).toEqual([]);
});

test('where only some interfaces were chosen, a row beyond their links is said to be elsewhere', async () => {
  const [eth0] = bench.world.interfaces;
  if (eth0 === undefined) throw new Error('no interface');
  bench.world.interfaces = [eth0, { ...eth0, name: 'wlan0', subnets: [], used: false, why: 'not-chosen' }];
  expect(await begin('10.99.0.7').list).toEqual({
    rows: [{ line: 1, typed: '10.99.0.7', outcome: 'elsewhere', nodeId: null }],
  });
});

test('a long list of silence is asked four at a time, and a beacon that comes meanwhile does not wait', async () => {
  const text = Array.from({ length: 100 }, (_none, index) => `10.20.4.${100 + index}`).join('\n');
  bench.discovery.startListening();
  const stop = new AbortController();
  const { list, reports } = begin(text, stop.signal);
  await bench.clock.advance(8000);
  expect(bench.neighbours.busiest).toBeLessThanOrEqual(4);
  bench.put(1);
  bench.mdns.announce(beaconOf(1));
  await bench.clock.advance(200);
  expect(bench.discovery.book.all()).toMatchObject([{ answer: 'waiting' }]);
  stop.abort(new Error('stopped'));
  await bench.clock.advance(200);
  expect(await list).toBe('Error: stopped');
  const asked = bench.neighbours.looks.length;
  await bench.clock.advance(20_000);
  expect(bench.neighbours.looks.filter(({ place }) => !place.startsWith('10.20.4.1')).length).toBe(0);
  expect(bench.neighbours.looks.length - asked).toBeLessThanOrEqual(2);
  expect(reports.length).toBeLessThan(20);
});

test('a laptop without enrolment, and a text without an address, are refused', async () => {
  expect(await begin('please look').list).toBe('list-unreadable');
  bench.world.enrolment = null;
  expect(await begin('10.20.4.11').list).toBe('not-enrolled');
});
