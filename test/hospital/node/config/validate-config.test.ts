import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { labHardware } from '../lab-hardware.ts';
import { ConfigRefused, parseMachineConfig } from './parse-config.ts';
import { validateConfig } from './validate-config.ts';
import { labMachineConfig, labSite } from './write-config.ts';

const SITE = labSite('north-lab', 'https://10.0.0.1:6443');
const DISKS = labHardware(0).disks;
const SERIAL = DISKS[0]?.serial ?? '';
const GOOD = labMachineConfig(SITE, {
  role: 'controlplane',
  hostname: 'north-1',
  install: { diskSelector: { serial: SERIAL } },
});
const WORKER = labMachineConfig(SITE, {
  role: 'worker',
  hostname: 'north-2',
  install: { diskSelector: { serial: SERIAL } },
});

/** The words of the refusal; empty when it is taken. */
function judged(text: string, minor = 13): string {
  try {
    validateConfig(parseMachineConfig(Buffer.from(text, 'utf8'), minor), minor, DISKS);
    return '';
  } catch (error) {
    if (error instanceof ConfigRefused) return error.message;
    throw error;
  }
}

/** The good configuration with one value put elsewhere; undefined takes the key away. */
function changed(path: string, value: unknown, base = GOOD): string {
  const config = parse(base);
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const at = keys.reduce((node, key) => node[key], config);
  if (value === undefined) delete at[last];
  else at[last] = value;
  return stringify(config);
}

test('what the tools write is taken, for both roles and for old and new versions', () => {
  for (const text of [GOOD, WORKER]) for (const minor of [12, 13, 14]) expect(judged(text, minor)).toBe('');
});

test.each([
  ['machine.type', 'boss', 'unknown machine type "boss"'],
  ['machine.install', undefined, 'install instructions are required in "metal" mode'],
  ['machine.install.diskSelector', undefined, 'either install disk or diskSelector should be defined'],
  [
    'machine.install.diskSelector',
    { serial: 'NOBODY' },
    'no disks matched the expression: glob("NOBODY", disk.serial)',
  ],
  ['machine.install.diskSelector', { name: 'sda' }, 'selector on name is not supported'],
  [
    'machine.install.diskSelector',
    { size: 'large' },
    'install disk selector is invalid: failed to parse disk size',
  ],
  ['machine.ca', undefined, 'issuing CA or some accepted CAs are required'],
  ['machine.ca.key', '', 'issuing CA key is required for controlplane nodes (.machine.ca.key)'],
  ['machine.ca.key', 'bm9uc2Vuc2U=', 'failed to parse machine CA'],
  ['machine.token', 'secret', 'trustd token is invalid'],
  ['cluster.token', 'secret', 'cluster bootstrap token is invalid'],
  ['cluster.controlPlane.endpoint', undefined, 'cluster controlplane endpoint is required'],
  ['cluster.controlPlane.endpoint', 'not a url', 'invalid controlplane endpoint'],
  ['cluster.network.cni', { name: 'cilium' }, 'cni name should be one of'],
  ['machine.certSANs', ['ok.example', 'not ok'], 'invalid certificate SAN "not ok"'],
  ['machine.network.hostname', 'a'.repeat(64), 'invalid hostname'],
  [
    'machine.network.interfaces',
    [{ interface: 'a', addresses: ['10.0.0.300/24'] }],
    'invalid CIDR address: 10.0.0.300/24',
  ],
  [
    'machine.network.interfaces',
    [{ interface: 'a', addresses: ['10.0.0.3/33'] }],
    'invalid CIDR address: 10.0.0.3/33',
  ],
  ['machine.network.interfaces', [{ addresses: ['10.0.0.3/24'] }], 'either section is required'],
  [
    'machine.network.interfaces',
    [{ interface: 'a', routes: [{ gateway: 'x' }] }],
    '.gateway] "x": invalid network address',
  ],
  ['machine.spare', { a: 1 }, 'unknown keys found during decoding:\nmachine:\n    spare:\n        a: 1\n'],
  ['cluster.network.pods', [], 'unknown keys found during decoding'],
  ['spare', true, 'unknown keys found during decoding:\nspare: true\n'],
])('%s = %j is refused', (path, value, words) => {
  expect(judged(changed(path, value))).toContain(words);
});

test('a worker must not carry what only a control plane may know', () => {
  const key = Buffer.from(SITE.machineCa.keyPem).toString('base64');
  expect(judged(changed('machine.ca.key', key, WORKER))).toContain('issuing Talos API CA key is not allowed');
  expect(judged(changed('cluster.ca.key', key, WORKER))).toContain(
    'issuing Kubernetes API CA key is not allowed',
  );
  expect(judged(changed('cluster.etcd', { ca: { crt: 'x', key: 'y' } }, WORKER))).toContain(
    'etcd config is only allowed',
  );
});

test.each([
  [
    '{ apiVersion: v1alpha1, kind: HostnameConfig, hostname: other }',
    'static hostname is already set in v1alpha1 config',
  ],
  [
    '{ apiVersion: v1alpha1, kind: HostnameConfig, hostname: a, auto: stable }',
    "'auto' and 'hostname' cannot be set",
  ],
  [
    '{ apiVersion: v1alpha1, kind: LinkConfig, name: eth0, addresses: [{ address: 10.0.0.1 }] }',
    'must be a valid IP prefix',
  ],
  [
    '{ apiVersion: v1alpha1, kind: LinkConfig, name: eth0, adresses: [] }',
    'unknown keys found during decoding:\nadresses: []',
  ],
  ['{ apiVersion: v1alpha1, kind: LinkConfig }', 'name must be specified'],
  ['{ apiVersion: v1alpha1, kind: Nonsense }', '"Nonsense" "v1alpha1": not registered'],
  [
    '{ apiVersion: v1alpha1, kind: KubeClusterConfig, clusterName: a, endpoint: "https://a" }',
    'not registered',
  ],
  ['{ kind: LinkConfig, name: eth0 }', 'missing apiVersion'],
  ['{ apiVersion: v1alpha1 }', 'missing kind'],
  ['[1, 2]', 'expected a YAML document'],
  ['{ a: 1, a: 2 }', 'decode error: yaml'],
])('next to a main document, %s is refused', (extra, words) => {
  expect(judged(`${GOOD}---\n${extra}\n`)).toContain(words);
});

test('the same kind and name twice, and two kinds for one link, are refused', () => {
  const link = '{ apiVersion: v1alpha1, kind: LinkConfig, name: eth0 }';
  expect(judged(`${GOOD}---\n${link}\n---\n${link}\n`)).toContain(
    'duplicate document v1alpha1/LinkConfig/eth0',
  );
  const bond = '{ apiVersion: v1alpha1, kind: DummyLinkConfig, name: eth0 }';
  expect(judged(`${GOOD}---\n${link}\n---\n${bond}\n`)).toContain(
    'conflicting documents: LinkConfig/eth0 and DummyLinkConfig/eth0',
  );
});

test('1.14 refuses the old and the new way of saying the same thing together', () => {
  const cluster = '{ apiVersion: v1alpha1, kind: KubeClusterConfig, clusterName: a, endpoint: "https://a" }';
  expect(judged(`${GOOD}---\n${cluster}\n`, 14)).toContain(
    'cluster name is already set in the v1alpha1 config',
  );
  const resolver = '{ apiVersion: v1alpha1, kind: ResolverConfig, nameservers: [{ address: 10.0.0.53 }] }';
  expect(judged(`${GOOD}---\n${resolver}\n`, 14)).toBe('');
  const old = changed('machine.network.nameservers', ['10.0.0.53']);
  expect(judged(`${old}---\n${resolver}\n`, 14)).toContain('.machine.network.nameservers is already set');
});

test('the newer way of naming the disk works from 1.14 on', () => {
  const without = changed('machine.install', undefined);
  const unattended = (match: string) =>
    `${without}---\n${stringify({ apiVersion: 'v1alpha1', kind: 'UnattendedInstallConfig', provisioning: { diskSelector: { match } } })}`;
  expect(judged(unattended(`disk.serial == "${SERIAL}" && disk.size > 100u * GB`), 14)).toBe('');
  expect(judged(unattended('disk.size > 100u * TB'), 14)).toContain('no disks matched the expression');
  expect(judged(unattended('disk.colour == "red"'), 14)).toContain('undefined field');
});

test('an alias bomb is refused before it unfolds', () => {
  const bomb = [
    'a: &a [x, x, x, x, x, x, x, x, x]',
    ...'bcdefghij'.split('').map((name, index) => {
      const above = 'abcdefghij'[index];
      return `${name}: &${name} [${Array.from({ length: 9 }, () => `*${above}`).join(', ')}]`;
    }),
  ].join('\n');
  expect(judged(bomb)).toContain('decode error: yaml');
});
