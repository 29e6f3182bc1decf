import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ConsoleFold, nothingRead, readConsole } from './read-console.ts';

const FINGERPRINT = 'pnduMqbUZ/sQyDW1o4kP6c1u1PoB2gRQu8KEV38guAM=';
const OTHER = 'A'.repeat(43).concat('=');
const tail = '{"component": "controller-runtime", "controller": "runtime.MaintenanceServiceInformController"';
const maintenance = [
  '[    0.000000] Linux version 6.18.24-talos (@buildkitsandbox)',
  '[    0.000000] Command line: talos.platform=metal siderolink.api=https://join.fleet.example:8090?jointoken=abc',
  '[    2.100000] [talos] [initramfs] booting Talos v1.13.9',
  '[    3.000000] [talos] initialize sequence: 6 phase(s)',
  '[    3.100000] [talos] setting hostname {"component": "controller-runtime", "controller": "network.HostnameSpecController", "hostname": "talos-7kx-2lm", "domainname": ""}',
  '[    4.000000] [talos] entering maintenance service {"component": "controller-runtime", "controller": "config.AcquireController"}',
  `[    4.100000] [talos] this machine is reachable at: ${tail}}`,
  `[    4.100000] [talos] \t10.20.30.41 ${tail}}`,
  `[    4.100000] [talos] \tfe80::5054:ff:fe12:3456%eno1 ${tail}}`,
  `[    4.200000] [talos] server certificate issued ${tail}, "fingerprint": "${FINGERPRINT}"}`,
  `[    4.300000] [talos] upload configuration using talosctl: ${tail}}`,
  `[    4.300000] [talos] \ttalosctl apply-config --insecure --nodes 10.20.30.41 --file <config.yaml> ${tail}}`,
  `[    4.400000] [talos] \ttalosctl apply-config --insecure --nodes 10.20.30.41 --cert-fingerprint '${FINGERPRINT}' --file <config.yaml> ${tail}}`,
];
const read = (lines: readonly string[], from: ConsoleFold = nothingRead) =>
  lines.reduce((fold, line, index) => readConsole(fold, line, index + 1), from);
const reading = (...lines: readonly string[]) => read(lines).reading;

test('a node in maintenance tells its addresses, its fingerprint, its name, its version and its stage', () => {
  expect(reading(...maintenance)).toEqual({
    addresses: ['10.20.30.41', 'fe80::5054:ff:fe12:3456%eno1'],
    fingerprint: FINGERPRINT,
    hostname: 'talos-7kx-2lm',
    talosVersion: 'v1.13.9',
    uuid: null,
    stage: 'maintenance',
    isHalted: false,
    siderolink: false,
    errors: [],
    readAtMs: 10,
  });
});

test('the sample command alone tells the fingerprint', () => {
  const line = `[talos] \ttalosctl apply-config --insecure --nodes 10.0.0.1 --cert-fingerprint '${FINGERPRINT}'`;
  expect(reading(line).fingerprint).toBe(FINGERPRINT);
});

test('a list of addresses that is printed again replaces the old one', () => {
  const again = [
    `[    9.0] [talos] this machine is reachable at: ${tail}}`,
    `[    9.0] [talos] \t10.20.30.77 ${tail}}`,
  ];
  expect(reading(...maintenance, ...again).addresses).toEqual(['10.20.30.77']);
});

test('sequences tell the stage', () => {
  const stages = [
    '[talos] install sequence: 8 phase(s)',
    '[talos] reboot sequence: 6 phase(s)',
    '[talos] boot sequence: 21 phase(s)',
    '[talos] phase startEverything (14/21): 1 tasks(s)',
    '[talos] boot sequence: done: 12.3s',
    '[talos] reset sequence: 12 phase(s)',
    '[talos] leaving maintenance service {"component": "controller-runtime"}',
    '[talos] upgrade sequence: 9 phase(s)',
    '[talos] shutdown sequence: 6 phase(s)',
    '[talos] machine is running and ready {"component": "controller-runtime"}',
  ];
  expect(stages.map((line) => reading(line).stage)).toEqual([
    ...[
      'installing',
      'rebooting',
      'booting',
      null,
      'running',
      'resetting',
      'booting',
      'upgrading',
      'shutting down',
    ],
    'running',
  ]);
});

test('a node that is installed and was started from a stick says that it halts', () => {
  const line =
    '[   9.1] [talos] Talos is already installed to disk but booted from another media and talos.halt_if_installed kernel parameter is set. Please reboot from the disk.';
  expect(reading(line)).toMatchObject({ isHalted: true });
});

test('SideroLink is known by its controllers, not by a kernel argument', () => {
  expect(reading(...maintenance).siderolink).toBe(false);
  expect(
    reading(
      '[talos] siderolink connection configured {"component": "controller-runtime", "controller": "siderolink.ManagerController"}',
    ),
  ).toMatchObject({ siderolink: true });
});

test('what failed is kept, the newest twenty, and the same again only once', () => {
  const errors = [
    '[    5.0] [talos] task mountState (1/1): failed: disk is gone',
    '[    5.1] [talos] install sequence: failed: no disk',
    '[    5.2] [talos] install sequence: failed: no disk',
    '[    6.0] Kernel panic - not syncing: Attempted to kill init!',
    '[    6.1] [talos] service[etcd](Failed): Failed to run',
    '[    6.2] [talos] all is well',
  ];
  expect(reading(...errors).errors).toEqual([
    'task mountState (1/1): failed: disk is gone',
    'install sequence: failed: no disk',
    'Kernel panic - not syncing: Attempted to kill init!',
    'service[etcd](Failed): Failed to run',
  ]);
  const many = Array.from({ length: 50 }, (_, index) => `[talos] task t${index} (1/1): failed: x`);
  expect(reading(...many).errors).toHaveLength(20);
  expect(reading(...many).errors.at(-1)).toBe('task t49 (1/1): failed: x');
});

test('a new start forgets what the old one said', () => {
  const fold = read([...maintenance, '[   90.0] [talos] task x (1/1): failed: y']);
  const anew = [
    ['[    0.000000] Linux version 6.18.24-talos'],
    ['[    1.500000] [talos] [initramfs] booting Talos v1.14.0'],
  ];
  expect(read(anew[0] ?? [], fold).reading).toMatchObject({
    fingerprint: null,
    addresses: [],
    stage: 'booting',
    errors: [],
  });
  // The first lines were missed: the stamp has fallen.
  expect(read(anew[1] ?? [], fold).reading).toMatchObject({
    fingerprint: null,
    talosVersion: 'v1.14.0',
    errors: [],
  });
  expect(read(['[   89.9] [talos] a little out of order'], fold).reading.fingerprint).toBe(FINGERPRINT);
});

test('a cable that was put into another machine is noticed by its clock', () => {
  const fold = read(maintenance);
  const at = (line: string, atMs: number) => readConsole(fold, line, atMs).reading;
  // Ten minutes later, by both clocks.
  expect(at('[  604.0] [talos] still the same machine', 600_000).fingerprint).toBe(FINGERPRINT);
  expect(at('[ 9000.0] [talos] this one was started long ago', 600_000)).toMatchObject({
    fingerprint: null,
    addresses: [],
  });
  expect(at('[  200.0] [talos] this one was started later', 600_000)).toMatchObject({ fingerprint: null });
});

test('a fingerprint is taken only from Talos itself, and only whole', () => {
  const issued = `server certificate issued ${tail}, "fingerprint": "${OTHER}"}`;
  const forged = [
    issued,
    `[    5.0] ${issued}`,
    `[    5.0] myapp: [talos] ${issued}`,
    `[    5.0] [talos] service[x](Running): peer said {"fingerprint": "${OTHER}"}`,
    `[    5.0] [talos] peer said: use --cert-fingerprint '${OTHER}'`,
    `[    5.0] [talos] server certificate issued {"fingerprint": "${OTHER.slice(5)}"}`,
    `[    5.0] [talos] server certificate issued {"fingerprint": "${OTHER}`,
  ];
  expect(reading(...maintenance, ...forged).fingerprint).toBe(FINGERPRINT);
  expect(reading(...forged).fingerprint).toBeNull();
});

test('addresses are taken only from the list', () => {
  expect(reading(`[talos] \t10.66.66.66 ${tail}}`).addresses).toEqual([]);
  const after = [...maintenance, `[    5.0] [talos] \t10.66.66.66 ${tail}}`];
  expect(reading(...after).addresses).not.toContain('10.66.66.66');
  expect(
    reading('[talos] this machine is reachable at:', '[talos] \t999.1.1.1', '[talos] \t10.0.0.1').addresses,
  ).toEqual([]);
});

const anyLine = fc.oneof(
  fc.constantFrom(...maintenance),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ maxLength: 60 }).map((text) => `[    7.0] [talos] ${text}`),
  fc.string({ maxLength: 60 }).map((text) => `[talos] task ${text}: failed: ${text}`),
);

test('whatever is printed, the reading stays small and its parts stay what they claim to be', () => {
  fc.assert(
    fc.property(fc.array(anyLine, { maxLength: 80 }), (lines) => {
      const { addresses, fingerprint, errors, hostname } = reading(...lines);
      expect(addresses.length).toBeLessThanOrEqual(32);
      expect(errors.length).toBeLessThanOrEqual(20);
      expect(fingerprint ?? FINGERPRINT).toBe(FINGERPRINT);
      expect(hostname?.length ?? 0).toBeLessThanOrEqual(253);
      for (const error of errors) expect(error.length).toBeLessThanOrEqual(300);
    }),
  );
});
