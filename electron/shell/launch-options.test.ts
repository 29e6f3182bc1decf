import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { parseLaunchOptions } from './launch-options.ts';

const ordinary = {
  demo: false,
  dataDir: null,
  enrolmentFile: null,
  interfaces: null,
  sqliteBinding: null,
  serialPorts: [],
  mdnsPort: null,
};

test('an ordinary start has no options', () => {
  expect(parseLaunchOptions(['electron', '.'], {}, false)).toEqual(ordinary);
});

test('a developer may name folders, interfaces and a binding', () => {
  const argv = [
    'electron',
    '.',
    '--data-dir=here',
    '--enrolment=/e.json',
    '--interfaces=lo,,eth1',
    '--no-sandbox',
  ];
  expect(parseLaunchOptions(argv, { ROUNDS_SQLITE_BINDING: '/b.node' }, false)).toEqual({
    demo: false,
    dataDir: resolve('here'),
    enrolmentFile: resolve('/e.json'),
    interfaces: ['lo', 'eth1'],
    sqliteBinding: '/b.node',
    serialPorts: [],
    mdnsPort: null,
  });
});

test('a packaged app takes nothing from its command line or environment', () => {
  const argv = ['rounds', '--data-dir=/x', '--enrolment=/e', '--interfaces=lo'];
  expect(parseLaunchOptions(argv, { ROUNDS_SQLITE_BINDING: '/b.node' }, true)).toEqual(ordinary);
});

test('a packaged demo may be pointed elsewhere but loads no foreign binding', () => {
  const options = parseLaunchOptions(
    ['rounds', '--demo', '--data-dir=/x'],
    { ROUNDS_SQLITE_BINDING: '/b.node' },
    true,
  );
  expect(options).toEqual({ ...ordinary, demo: true, dataDir: resolve('/x') });
});

test('serial ports are added in the demo alone', () => {
  const argv = ['rounds', '--serial-port=/dev/pts/3', '--serial-port=', '--serial-port=/dev/pts/4'];
  expect(parseLaunchOptions([...argv, '--demo'], {}, true).serialPorts).toEqual(['/dev/pts/3', '/dev/pts/4']);
  expect(parseLaunchOptions(argv, {}, false).serialPorts).toEqual([]);
});

test('the last of two equal flags counts, and an empty one does not', () => {
  expect(parseLaunchOptions(['a', '--data-dir=/x', '--data-dir=/y'], {}, false).dataDir).toBe(resolve('/y'));
  expect(parseLaunchOptions(['a', '--data-dir='], {}, false).dataDir).toBeNull();
});

test('beacons are heard elsewhere only in demo mode, and only on a port', () => {
  const portOf = (value: string, ...more: readonly string[]) =>
    parseLaunchOptions(['rounds', `--mdns-port=${value}`, ...more], {}, false).mdnsPort;
  expect(['16400', '0', '65536', '-1', 'x', ''].map((value) => portOf(value, '--demo'))).toEqual([
    ...[16_400, null, null, null, null, null],
  ]);
  expect(portOf('16400')).toBe(null);
});
