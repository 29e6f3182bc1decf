import { expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { samplePack } from '../../../test/fakes/sample-pack.ts';
import { machineConfigTemplate } from '../../../test/hospital/pack/machine-config-template.ts';
import { FailureError } from '../../failure/failure.ts';
import { chooseTemplate, renderConfig } from './render-config.ts';
import { type TemplateValue, templateValues } from './template-values.ts';

const values = (entries: Readonly<Record<string, TemplateValue>>) => new Map(Object.entries(entries));
const hole = (path: string) => `\${${path}}`;
const failureOf = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    return error instanceof FailureError ? error.failure : error;
  }
  return null;
};

test('a scalar that is one placeholder takes the value with its type', () => {
  const { config } = renderConfig(
    `a: ${hole('list')}\nb: ${hole('number')}\nc: ${hole('yes')}\nd: ${hole('text')} # stays\n`,
    values({ list: ['1.1.1.1', '2.2.2.2'], number: 1500, yes: true, text: 'x' }),
  );
  expect(parse(config)).toEqual({ a: ['1.1.1.1', '2.2.2.2'], b: 1500, c: true, d: 'x' });
  expect(config).toContain('# stays');
});

test('placeholders inside a text are filled, and a doubled dollar keeps the text as it is', () => {
  const { config } = renderConfig(
    `a: https://${hole('host')}:6443/${hole('host')}\nb: echo $${hole('HOME')}\nc: $5 {x}\n`,
    values({ host: 'h' }),
  );
  expect(parse(config)).toEqual({ a: 'https://h:6443/h', b: `echo ${hole('HOME')}`, c: '$5 {x}' });
});

test('keys are never filled', () => {
  const { config } = renderConfig(`${hole('name')}: ${hole('name')}\n`, values({ name: 'x' }));
  expect(parse(config)).toEqual({ [hole('name')]: 'x' });
});

test.each([
  ['a new field', 'x\nadmin: true'],
  ['a list', '[a, b]'],
  ['a map', '{a: b}'],
  ['a comment', 'x # y'],
  ['a second document', 'x\n---\na: b'],
  ['an anchor', '&a x'],
  ['an alias', '*a'],
  ['a tag', '!!binary x'],
  ['a boolean of YAML 1.1', 'no'],
  ['an octal number', '0777'],
  ['a null', '~'],
  ['nothing', ''],
  ['a quote', '"\\'],
  ['another placeholder', hole('other')],
])('a value that looks like %s stays a text', (_name, value) => {
  const filled = renderConfig(
    `a:\n  b: ${hole('v')}\n  c:\n    - before ${hole('v')} after\n`,
    values({ v: value }),
  );
  const documents = parseAllDocuments(filled.config, { version: '1.1' });
  expect(documents).toHaveLength(1);
  expect(parse(filled.config)).toEqual({ a: { b: value, c: [`before ${value} after`] } });
  expect(parse(filled.config, { version: '1.1' })).toEqual({ a: { b: value, c: [`before ${value} after`] } });
});

test('a placeholder that the pack does not give is named', () => {
  expect(failureOf(() => renderConfig(`a: ${hole('slot.rack')}\n`, values({})))).toEqual({
    code: 'template-unfilled',
    facts: { placeholder: 'slot.rack' },
  });
  expect(failureOf(() => renderConfig(`a: x ${hole('')}\n`, values({})))).toMatchObject({
    code: 'template-unfilled',
  });
});

test.each([
  ['is empty', ''],
  ['is not YAML', 'a: [1, 2\nb: }'],
  ['says a key twice', 'a: 1\na: 2\n'],
  ['has an alias without its anchor', 'a: *missing\n'],
  ['puts a list into a text', `a: x ${hole('list')}\n`],
])('a template that %s is unreadable, with the reason', (_name, template) => {
  const failure = failureOf(() => renderConfig(template, values({ list: ['a'] })));
  expect(failure).toMatchObject({ code: 'template-unreadable' });
});

test('a template whose anchors unfold without end is refused instead of unfolded', () => {
  const bomb = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
  for (let level = 1; level < 12; level += 1) {
    bomb.push(
      `a${level}: &a${level} [${Array(9)
        .fill(`*a${level - 1}`)
        .join(', ')}]`,
    );
  }
  expect(failureOf(() => renderConfig(bomb.join('\n'), values({})))).toMatchObject({
    code: 'template-unreadable',
  });
});

test('the template of a real site renders to the documents of that site, and its copy holds no secret', () => {
  const pack = samplePack();
  const [slot] = pack.slots;
  if (slot === undefined) throw new Error('the sample pack has no slot');
  const template = machineConfigTemplate({
    subnet: pack.network.subnet,
    kubernetesAddress: '10.20.4.11',
    registryUrl: 'https://registry.example:443',
    backendCa: '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
  });
  const names = [...template.matchAll(/\$\{secrets\.(\w+)\}/g)].map((match) => match[1] ?? '');
  const secrets = Object.fromEntries(names.map((name) => [name, `do-not-show-${name}`]));
  const full = { ...pack, cluster: { ...pack.cluster, secrets } };
  const { config, redacted } = renderConfig(template, templateValues(full, slot, '/dev/nvme0n1'));
  const [main, hostname, link, time] = parseAllDocuments(config).map((document) => document.toJS());
  expect(main.machine.type).toBe('controlplane');
  expect(main.machine.install).toEqual({
    disk: '/dev/nvme0n1',
    image: 'ghcr.io/siderolabs/installer:v1.13.9',
    wipe: true,
  });
  expect(main.machine.network.nameservers).toEqual(['10.20.0.53', '10.20.0.54']);
  expect(main.machine.ca.key).toBe('do-not-show-machineCaKey');
  expect(hostname).toEqual({ apiVersion: 'v1alpha1', kind: 'HostnameConfig', hostname: 'lab-edge-01' });
  expect(link).toMatchObject({ name: 'enp3s0', addresses: [{ address: '10.20.4.11/24' }] });
  expect(time.ntp.servers).toEqual(['10.20.0.123', '10.20.0.124']);
  expect(redacted).not.toContain('do-not-show');
  expect(redacted).toContain('lab-edge-01');
  expect(parseAllDocuments(redacted)).toHaveLength(6);
});

test('a secret that stands in the template itself is replaced in the copy too', () => {
  const template =
    'machine:\n  token: "abc"\n  ca:\n    crt: x\n    key: LS0t\n  password: |\n    a\n    b\n';
  const { config, redacted } = renderConfig(template, values({}));
  expect(parse(config).machine.ca.key).toBe('LS0t');
  expect(parse(redacted)).toEqual({
    machine: { token: '••••••••', ca: { crt: 'x', key: '••••••••' }, password: '••••••••' },
  });
});

test('the template is chosen by the minor line, and a node outside of the pack is named with what is offered', () => {
  const templates = [
    { talosVersion: 'v1.12', text: 'twelve' },
    { talosVersion: 'v1.1', text: 'one' },
  ];
  expect(chooseTemplate(templates, 'v1.12.11', 'worker')).toBe('twelve');
  expect(chooseTemplate(templates, 'v1.12.0-rc.1', 'worker')).toBe('twelve');
  expect(failureOf(() => chooseTemplate(templates, 'v1.13.9', 'worker'))).toEqual({
    code: 'template-missing',
    facts: { talosVersion: 'v1.13.9', offered: ['v1.12', 'v1.1'] },
  });
  expect(failureOf(() => chooseTemplate(templates, 'garbage', 'worker'))).toMatchObject({
    code: 'template-missing',
  });
});

test('a template of a role is only for slots of that role', () => {
  const templates = [
    { talosVersion: 'v1.13', role: 'worker', text: 'worker' },
    { talosVersion: 'v1.13', role: 'controlplane', text: 'control plane' },
    { talosVersion: 'v1.12', role: 'worker', text: 'old worker' },
  ] as const;
  expect(chooseTemplate([...templates], 'v1.13.9', 'controlplane')).toBe('control plane');
  expect(chooseTemplate([...templates], 'v1.13.9', 'worker')).toBe('worker');
  expect(failureOf(() => chooseTemplate([...templates], 'v1.12.1', 'controlplane'))).toEqual({
    code: 'template-missing',
    facts: { talosVersion: 'v1.12.1', offered: ['v1.13'] },
  });
});
