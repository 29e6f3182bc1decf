import { afterEach, beforeEach, expect, test } from 'vitest';
import { failed } from '../../shared/failure/failure.ts';
import { createSerialBench, type SerialBench } from '../../test/fakes/serial/serial-bench.ts';

const USB = '/dev/ttyUSB0';
const FTDI = { path: USB, maker: 'FTDI', serialNumber: 'A1B2', product: 'FT232R' };
const BOOT = '[    2.100000] [talos] [initramfs] booting Talos v1.13.9\r\n';

let bench: SerialBench;
beforeEach(() => {
  bench = createSerialBench();
});
afterEach(async () => {
  await bench.consoles.stop();
  expect(bench.log.bugs).toEqual([]);
});
const open = async (path = USB) => {
  const view = await bench.handlers['serial.open']({ path });
  await bench.settle();
  return view;
};
const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error) => error.failure,
  );

test('ports are listed with what they say of themselves, adapters first, opened ones before all', async () => {
  bench.serial.adapter({ path: '/dev/ttyS0' });
  bench.serial.adapter(FTDI);
  const paths = async () => (await bench.handlers['serial.ports']()).map(({ path }) => path);
  expect(await paths()).toEqual([USB, '/dev/ttyS0']);
  expect(await bench.portAt(USB)).toMatchObject({ ...FTDI, state: 'closed', baud: null, problem: null });
  expect([bench.lines(USB), bench.handlers['serial.search']({ path: USB, text: 'x' }).lines]).toEqual([
    [],
    [],
  ]);
  await open('/dev/ttyS0');
  expect(await paths()).toEqual(['/dev/ttyS0', USB]);
});

test('ports are looked at every two seconds only while somebody wants to know', async () => {
  const adapter = bench.serial.adapter(FTDI);
  await bench.clock.advance(10_000);
  expect(bench.serial.listed).toBe(0);
  await bench.handlers['serial.ports']();
  await bench.clock.advance(10_000);
  expect(bench.serial.listed).toBe(6);
  const told = bench.news();
  adapter.pull();
  await bench.clock.advance(2500);
  expect(bench.news()).toBe(told + 1);
  await bench.clock.advance(120_000);
  const { listed } = bench.serial;
  await bench.clock.advance(60_000);
  expect(bench.serial.listed).toBe(listed);
});

test('a system that does not list its ports keeps nobody waiting, and opens what is named', async () => {
  const { serial } = bench;
  const quiet = createSerialBench({
    system: { list: () => new Promise(() => undefined), open: serial.open },
    extraPorts: ['/tmp/node'],
  });
  serial.adapter({ path: '/tmp/node' });
  const listing = quiet.handlers['serial.ports']();
  await quiet.clock.advance(5000);
  expect((await listing).map(({ path }) => path)).toEqual(['/tmp/node']);
  expect(await quiet.handlers['serial.open']({ path: '/tmp/node' })).toMatchObject({ state: 'open' });
  await quiet.consoles.stop();
});

test('what is printed is there line by line, and what it says goes to discovery', async () => {
  const adapter = bench.serial.adapter(FTDI);
  expect(await open()).toMatchObject({ state: 'open', baud: 115_200, problem: null });
  adapter.print(BOOT);
  adapter.print('talos login: ');
  await bench.clock.advance(300);
  expect(bench.texts(USB)).toEqual([BOOT.trim()]);
  await bench.clock.advance(2000);
  expect(bench.texts(USB)).toEqual([BOOT.trim(), 'talos login: ']);
  expect(bench.sights.at(-1)).toMatchObject({ path: USB, reading: { talosVersion: 'v1.13.9' } });
  expect(bench.handlers['serial.search']({ path: USB, text: 'TALOS V1' }).lines).toHaveLength(1);
});

test('noise at 115200 is text at 9600, and that is remembered for the next time', async () => {
  const adapter = bench.serial.adapter(FTDI, { rate: 9600 });
  await open();
  for (let index = 0; index < 4; index += 1) {
    adapter.print(BOOT);
    await bench.settle();
  }
  expect(await bench.portAt(USB)).toMatchObject({ baud: 9600 });
  expect(bench.texts(USB)).toContain(BOOT.trim());
  await bench.handlers['serial.close']({ path: USB });
  await open();
  expect(adapter.baud()).toBe(9600);
});

test('a silent port stays at 115200 and says so once', async () => {
  bench.serial.adapter(FTDI);
  await open();
  await bench.clock.advance(60_000);
  expect(await bench.portAt(USB)).toMatchObject({ baud: 115_200 });
  expect(bench.texts(USB, 'note').filter((text) => text.startsWith('Nothing was printed yet'))).toHaveLength(
    1,
  );
});

test('an adapter that is pulled and put into another socket goes on by itself within three seconds', async () => {
  const adapter = bench.serial.adapter(FTDI);
  await open();
  adapter.print('before\n');
  await bench.settle();
  adapter.pull();
  await bench.clock.advance(5000);
  expect(await bench.portAt(USB)).toMatchObject({ state: 'waiting', problem: { code: 'serial-vanished' } });
  adapter.plug('/dev/ttyUSB7');
  await bench.clock.advance(3000);
  expect(await bench.portAt(USB)).toMatchObject({ state: 'open', problem: null });
  adapter.print('after\n');
  await bench.settle();
  expect(bench.lines(USB).map(({ kind, text }) => (kind === 'note' ? '-' : text))).toEqual([
    '-',
    'before',
    '-',
    '-',
    'after',
  ]);
  // It is one adapter, and one port in the list.
  expect((await bench.handlers['serial.ports']()).map(({ path }) => path)).toEqual([USB]);
});

test('what was read is forgotten when the adapter may be in another box: not after a loose plug', async () => {
  const adapter = bench.serial.adapter(FTDI);
  const version = async () => (await bench.portAt(USB)).reading.talosVersion;
  await open();
  adapter.print(BOOT);
  await bench.settle();
  for (const [awayMs, kept] of [
    [2000, 'v1.13.9'],
    [20_000, null],
  ] as const) {
    adapter.pull();
    await bench.clock.advance(awayMs);
    adapter.plug();
    await bench.clock.advance(3000);
    expect(await version()).toBe(kept);
  }
  adapter.print(BOOT);
  await bench.clock.advance(500);
  await bench.handlers['serial.close']({ path: USB });
  expect(await version()).toBe('v1.13.9');
  await open();
  expect(await version()).toBeNull();
});

test('a port that waits for its adapter can be closed', async () => {
  const adapter = bench.serial.adapter(FTDI);
  await open();
  adapter.pull();
  await bench.clock.advance(1500);
  expect(await bench.handlers['serial.close']({ path: USB })).toMatchObject({
    state: 'closed',
    problem: null,
  });
});

test('another adapter in the same socket is not taken for the first', async () => {
  const adapter = bench.serial.adapter(FTDI);
  await open();
  adapter.pull();
  bench.serial.adapter({ ...FTDI, serialNumber: 'OTHER' });
  await bench.clock.advance(10_000);
  expect(await bench.portAt(USB)).toMatchObject({ state: 'waiting', serialNumber: 'A1B2' });
});

test('each reason why a port does not open is told, and kept with a listed port', async () => {
  const adapter = bench.serial.adapter(FTDI);
  for (const failure of [
    failed('serial-busy', { path: USB }),
    failed('serial-forbidden', { path: USB, group: 'dialout' }),
    failed('serial-not-a-port', { path: USB }),
  ]) {
    adapter.refuse(failure);
    expect(await failureOf(open())).toEqual(failure.failure);
    expect(await bench.portAt(USB)).toMatchObject({ state: 'closed', problem: failure.failure });
  }
  expect(await failureOf(open('/dev/nothing'))).toMatchObject({ code: 'serial-unknown' });
  expect(await bench.handlers['serial.ports']()).toHaveLength(1);
});

test('a path that no list holds can be opened, and comes back under its name', async () => {
  const adapter = bench.serial.adapter({ path: '/dev/pts/7' }, { isListed: false });
  await open('/dev/pts/7');
  adapter.pull();
  await bench.clock.advance(1500);
  expect(await bench.portAt('/dev/pts/7')).toMatchObject({ state: 'waiting' });
  adapter.plug();
  await bench.clock.advance(3000);
  expect(await bench.portAt('/dev/pts/7')).toMatchObject({ state: 'open' });
});

test('nothing is sent before it is unlocked, and the lock closes itself after ten minutes without sending', async () => {
  const adapter = bench.serial.adapter(FTDI);
  await open();
  const send = (text: string) => failureOf(bench.handlers['serial.send']({ path: USB, text }));
  expect(await send('reboot')).toMatchObject({ code: 'serial-send-locked' });
  bench.handlers['serial.unlock']({ path: USB, unlocked: true });
  expect(await send('ls\u001b[31m\nrm')).toBeNull();
  expect(adapter.received()).toBe('ls[31mrm\r');
  expect(bench.texts(USB, 'out')).toEqual(['ls[31mrm']);
  await bench.clock.advance(9 * 60_000);
  expect(await send('still')).toBeNull();
  await bench.clock.advance(10 * 60_000 + 1000);
  expect(await send('late')).toMatchObject({ code: 'serial-send-locked' });
  expect(await bench.portAt(USB)).toMatchObject({ isSendUnlocked: false });
});

test('pulling the adapter and closing the port lock sending', async () => {
  const adapter = bench.serial.adapter(FTDI);
  await open();
  bench.handlers['serial.unlock']({ path: USB, unlocked: true });
  adapter.pull();
  await bench.settle();
  adapter.plug();
  await bench.clock.advance(3000);
  expect(await bench.portAt(USB)).toMatchObject({ state: 'open', isSendUnlocked: false });
  bench.handlers['serial.unlock']({ path: USB, unlocked: true });
  await bench.handlers['serial.close']({ path: USB });
  await open();
  expect(await bench.portAt(USB)).toMatchObject({ isSendUnlocked: false });
});

test('a password is sent and not kept', async () => {
  const adapter = bench.serial.adapter(FTDI);
  await open();
  bench.handlers['serial.unlock']({ path: USB, unlocked: true });
  adapter.print('Password: ');
  await bench.settle();
  await bench.handlers['serial.send']({ path: USB, text: 'hunter2' });
  expect(adapter.received()).toBe('hunter2\r');
  expect(bench.texts(USB, 'out')).toEqual(['(not shown)']);
});

test('a password is not kept either when the kernel printed on after the prompt', async () => {
  const adapter = bench.serial.adapter(FTDI);
  await open();
  bench.handlers['serial.unlock']({ path: USB, unlocked: true });
  const prompts = [
    'Password: [ 12.3] usb 1-1: new device\n',
    'root password:\n[ 13.0] eth0: up\n',
    'Kennwort: ',
  ];
  for (const prompt of prompts) {
    adapter.print(prompt);
    await bench.settle();
    await bench.handlers['serial.send']({ path: USB, text: 'hunter2' });
    adapter.print('\n# ');
    await bench.settle();
    await bench.handlers['serial.send']({ path: USB, text: 'ls' });
  }
  expect(bench.texts(USB, 'out')).toEqual(prompts.flatMap(() => ['(not shown)', 'ls']));
});

test('news come at most four times a second', async () => {
  const adapter = bench.serial.adapter(FTDI);
  await open();
  const before = bench.news();
  for (let index = 0; index < 100; index += 1) {
    adapter.print(`line ${index}\n`);
    await bench.clock.advance(20);
  }
  expect(bench.news() - before).toBeLessThanOrEqual(9);
  expect(bench.news() - before).toBeGreaterThanOrEqual(7);
});
