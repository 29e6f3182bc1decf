/** Machines that are run by others, reached only by their console, or exchanged for another one. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ConsoleReading } from '../../shared/domain/serial/serial-port.ts';
import {
  createDiscoveryBench,
  type DiscoveryBench,
  plannedMachine,
  uuidOf,
} from '../../test/fakes/discovery/bench.ts';
import { sampleFingerprint } from '../../test/fakes/discovery/lab-neighbours.ts';

let bench: DiscoveryBench;
beforeEach(() => {
  bench = createDiscoveryBench();
});
afterEach(async () => {
  expect(bench.log.bugs).toEqual([]);
  await bench.close();
});

const never = new AbortController().signal;
const appear = async (number: number, change = {}, address = `10.20.4.1${number}`): Promise<void> => {
  bench.neighbours.machines.set(`${address}:50000`, plannedMachine(number, change));
  await bench.settle(bench.handlers['discovery.addTyped']({ typed: address }, never));
};
const identify = (nodeId: string, change = {}) =>
  bench.settle(
    bench.handlers['nodes.identify'](
      {
        ...{ nodeId, slotId: 'edge-01', labelSerial: '7KX2-0931', way: 'three-way' },
        consoleFingerprint: sampleFingerprint('cert1'),
        ...change,
      },
      never,
    ),
  );
const release = (reason = 'exchanged') =>
  bench.settle(
    Promise.resolve().then(() => bench.handlers['nodes.release']({ slotId: 'edge-01', reason }, never)),
  );
const ops = (kind: string) => bench.ops.filter((op) => op.kind === kind);
const views = () =>
  bench.discovery.book.all().map(({ id, slotId, lock, presence }) => ({ id, slotId, lock, presence }));

/** The console on a port prints this and stays connected. */
const print = (port: string, printed: Partial<ConsoleReading>): void => {
  const reading: ConsoleReading = {
    ...{ addresses: [], fingerprint: null, hostname: null, talosVersion: null, uuid: null, stage: null },
    ...{ isHalted: false, siderolink: false, errors: [], readAtMs: bench.clock.now(), ...printed },
  };
  bench.discovery.noteConsole(port, reading);
  bench.world.consoles = [{ port, ...reading }];
};

test('what its own console printed is read without typing, and it is on record from which port', async () => {
  await appear(1);
  const readAtMs = bench.clock.now();
  print('/dev/ttyUSB0', { fingerprint: sampleFingerprint('cert1') });
  expect(
    await identify(`uuid:${uuidOf(1)}`, { consoleFingerprint: '', labelSerial: 'S/N: 7KX2-0931' }),
  ).toMatchObject({ identified: true, lock: 'three-way', consolePort: '/dev/ttyUSB0' });
  expect(ops('node.identified')[0]?.body).toMatchObject({
    way: 'three-way',
    label: { form: 'text', gtin: null },
    console: { how: 'read', port: '/dev/ttyUSB0', fingerprint: sampleFingerprint('cert1'), readAtMs },
  });
});

test('what a person copied from a screen is on record as typed', async () => {
  await appear(1);
  await identify(`uuid:${uuidOf(1)}`);
  expect(ops('node.identified')[0]?.body).toMatchObject({ console: { how: 'typed' } });
});

test('a console that says another machine prints on it stops the lock, and what may be the cause is told', async () => {
  await appear(1);
  await appear(2);
  print('COM3', { fingerprint: sampleFingerprint('cert2') });
  const claim = { nodeId: `uuid:${uuidOf(1)}`, slotId: 'edge-01', labelSerial: '7KX2-0931' };
  const typed = { ...claim, way: 'three-way' as const, consoleFingerprint: sampleFingerprint('cert2') };
  expect(bench.handlers['nodes.compare'](typed, never)).toMatchObject({
    verdict: 'differs',
    causes: ['console-of-other-node', 'typing-slip'],
  });
  expect(await identify(claim.nodeId, typed)).toBe('identity-differs');
});

test('a machine that somebody else runs is bound to nothing', async () => {
  await appear(1, { state: 'configured', ca: 'theirs' });
  const [node] = bench.discovery.book.all();
  expect(node).toMatchObject({ managed: { by: 'other-authority' }, candidateSlotIds: [] });
  expect(await identify(node?.id ?? '')).toBe('node-managed-elsewhere');
  print('COM3', { uuid: uuidOf(2), siderolink: true });
  expect(await identify(`uuid:${uuidOf(2)}`, { way: 'serial-alone' })).toBe('node-managed-elsewhere');
  expect(ops('node.identified')).toEqual([]);
});

test('without a network a machine is bound by its label while its console prints, and it is marked', async () => {
  print('COM3', { fingerprint: sampleFingerprint('cert1'), stage: 'maintenance' });
  expect(views()).toMatchObject([{ id: 'console:COM3', slotId: null }]);
  expect(await identify('console:COM3')).toBe('node-unreachable');
  const alone = { way: 'serial-alone', consoleFingerprint: '' };
  expect(await identify('console:COM3', { ...alone, labelSerial: '7KX2-0932' })).toBe('identity-differs');
  expect(await identify('console:COM3', alone)).toMatchObject({
    ...{ id: 'serial:7KX20931', slotId: 'edge-01', lock: 'serial-alone', identified: true, address: '' },
  });
  expect(ops('node.identified')[0]).toMatchObject({
    agg: 'node:serial:7KX20931',
    body: { way: 'serial-alone', console: { how: 'read', port: 'COM3' } },
  });
});

test('a console that was unplugged is not enough', async () => {
  print('COM3', { fingerprint: sampleFingerprint('cert1') });
  bench.world.consoles = [];
  expect(await identify('console:COM3', { way: 'serial-alone' })).toBe('identity-differs');
});

test('once on the network it must show what its console printed, and is then identified three ways', async () => {
  print('COM3', { fingerprint: sampleFingerprint('cert1') });
  await identify('console:COM3', { way: 'serial-alone', consoleFingerprint: '' });
  await appear(1);
  expect(views()).toEqual([
    { id: 'serial:7KX20931', slotId: 'edge-01', lock: 'serial-alone', presence: 'here' },
  ]);
  expect(await identify('serial:7KX20931', { way: 'serial-alone' })).toMatchObject({ lock: 'three-way' });
});

test('another certificate on the network than the console printed undoes the lock', async () => {
  print('COM3', { fingerprint: sampleFingerprint('cert9') });
  await identify('console:COM3', { way: 'serial-alone', consoleFingerprint: '' });
  await appear(1);
  expect(bench.discovery.book.get('serial:7KX20931')).toMatchObject({ identified: false, lock: null });
});

test('a slot is freed with the reason on record, and takes the machine that came instead', async () => {
  await appear(1);
  await identify(`uuid:${uuidOf(1)}`);
  await appear(5, { serial: '7KX2-0931', fingerprint: sampleFingerprint('cert5') }, '10.20.4.11');
  const other = { consoleFingerprint: sampleFingerprint('cert5') };
  expect(await identify(`uuid:${uuidOf(5)}`, other)).toBe('slot-taken');
  expect(await release('mainboard failed')).toBe(null);
  expect(ops('node.released')).toMatchObject([
    {
      agg: `node:uuid:${uuidOf(1)}`,
      body: { slotId: 'edge-01', slotLabel: 'LAB-EDGE-01', serial: '7KX20931', reason: 'mainboard failed' },
    },
  ]);
  expect(await identify(`uuid:${uuidOf(5)}`, other)).toMatchObject({ slotId: 'edge-01' });
  // The machine that was taken out is gone and holds nothing any more.
  expect(views()).toMatchObject([{ id: `uuid:${uuidOf(5)}` }]);
  await bench.restart();
  expect(bench.store.bindings.all('st-anna').map(({ nodeId }) => nodeId)).toEqual([`uuid:${uuidOf(5)}`]);
});

test('an empty slot is not freed, nor one whose machine is being provisioned', async () => {
  expect(await release()).toBe('slot-empty');
  await appear(1);
  await identify(`uuid:${uuidOf(1)}`);
  bench.world.stages.set(`uuid:${uuidOf(1)}`, 'provisioning');
  expect(await release()).toBe('busy');
  bench.world.stages.set(`uuid:${uuidOf(1)}`, 'stopped');
  bench.world.diskFull = true;
  expect(await release()).toBe('disk-full');
  expect(bench.store.bindings.all('st-anna').length).toBe(1);
});
