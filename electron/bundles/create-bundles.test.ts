import { expect, test } from 'vitest';
import { failed } from '../../shared/failure/failure.ts';
import { createBundleBench, FIRST_NODE, SECOND_NODE } from '../../test/fakes/bundles/bundle-bench.ts';
import { planted } from '../../test/fakes/bundles/planted-secrets.ts';
import { sampleNode } from '../../test/fakes/checks/fake-laptop.ts';
import { nodeResourceTypes } from './collectors/node-resource-types.ts';
import { COLLECTOR_TIMEOUT_MS } from './run-collectors.ts';

const PATH = '/data/bundles/rounds-st-anna-20261124T080000Z.zip';

test('every source is offered, and those that do not speak to us are not ticked', async () => {
  const { bundles, views, stop } = createBundleBench();
  views[1] = sampleNode({ id: SECOND_NODE, name: 'LAB-EDGE-02', answer: 'closed' });
  const sources = await bundles.handlers['bundles.sources']({}, stop.signal);
  expect(sources.map(({ id, byDefault }) => `${id} ${byDefault}`)).toEqual([
    'visit true',
    'checks true',
    'serial true',
    'app-log true',
    `node-logs:${FIRST_NODE} true`,
    `node-resources:${FIRST_NODE} true`,
    `node-logs:${SECOND_NODE} false`,
    `node-resources:${SECOND_NODE} false`,
  ]);
});

test('a bundle of everything: kept, recorded, announced, verified, with a manifest of what is in it', async () => {
  const { create, contentOf, recorded, announced, progress, store, state, files, log } = createBundleBench();
  const record = await create();
  expect(record).toMatchObject({ id: 'bundle-1', path: PATH, verified: true });
  const content = contentOf(PATH);
  expect(Object.keys(content)[0]).toBe('manifest.json');
  expect(record.manifest.entries.map(({ path }) => path)).toEqual(Object.keys(content).slice(1));
  expect(Object.keys(content)).toEqual(
    expect.arrayContaining([
      'app/rounds.jsonl',
      'checks/laptop.json',
      'nodes/LAB-EDGE-01/dmesg.log',
      'nodes/LAB-EDGE-01/logs/machined.log',
      'nodes/LAB-EDGE-01/services.json',
      'nodes/LAB-EDGE-02/resources/LinkStatuses.net.talos.dev.yaml',
      'visit/ledger.jsonl',
      'visit/nodes.json',
      'visit/overview.json',
      'visit/provisioning.json',
    ]),
  );
  expect(JSON.parse(content['manifest.json'] ?? '')).toEqual(record.manifest);
  expect(record.manifest).toMatchObject({
    site: 'st-anna',
    region: 'eu-1',
    createdAt: '2026-11-24T08:00:00.000Z',
  });
  expect(content['nodes/LAB-EDGE-01/resources/LinkStatuses.net.talos.dev.yaml']).toContain(
    '02:aa:00:00:00:01',
  );
  expect(content['visit/provisioning.json']).toContain('phase install (4/11)');
  expect(store.list('st-anna')).toEqual([record]);
  expect(recorded).toMatchObject([
    {
      kind: 'bundle.created',
      agg: 'bundle:bundle-1',
      body: { name: 'rounds-st-anna-20261124T080000Z.zip', sha256: record.sha256 },
    },
  ]);
  expect(announced).toEqual(['bundles.changed']);
  expect(new Set(progress.map(({ stage }) => stage))).toEqual(
    new Set(['collecting', 'writing', 'verifying']),
  );
  expect([state.isPastReturn, files.drafts.size, log.bugs]).toEqual([true, 0, []]);
});

test('whatever secret stands wherever, it does not leave', async () => {
  const { create, contentOf, nodes, evidence, pack } = createBundleBench();
  const first = nodes[FIRST_NODE];
  const texts = planted.map(({ text }) => text);
  first.dmesg = texts.join('\n');
  first.logs.set('kubelet', texts.map((text) => JSON.stringify({ msg: text })).join('\n'));
  first.logs.set(
    'etcd',
    `${pack.cluster.adminKey} ${Object.values(pack.cluster.secrets).join(' and ')} here\n`,
  );
  first.resources.set('Environments.runtime.talos.dev', [['environment', { variables: texts }]]);
  first.resources.set('KernelCmdlines.runtime.talos.dev', [
    ['cmdline', { cmdline: `siderolink.api=x?jointoken=${Object.values(pack.cluster.secrets)[0]}` }],
  ]);
  evidence.appLog = `${JSON.stringify({ level: 'warn', token: 'device-token-4711-abcdef', note: 'signing-key-of-this-laptop' })}\n`;
  const { manifest } = await create();
  const whole = Object.values(contentOf(PATH)).join('\n');
  const secrets = [
    ...planted.flatMap((each) => each.secrets),
    ...Object.values(pack.cluster.secrets),
    'MC4CAQAwBQYDK2VwBCIEIHNhbXBsZUFkbWluS2V5',
    'device-token-4711-abcdef',
    'signing-key-of-this-laptop',
  ];
  expect(secrets.filter((secret) => whole.includes(secret))).toEqual([]);
  const useful = planted.filter(({ format }) => format === 'text').flatMap((each) => each.useful);
  expect(useful.filter((text) => !contentOf(PATH)['nodes/LAB-EDGE-01/dmesg.log']?.includes(text))).toEqual(
    [],
  );
  const removed = manifest.entries.flatMap((entry) => Object.values(entry.removed));
  expect(removed.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(planted.length);
});

test('the same evidence gives the same bundle, whoever is first to answer', async () => {
  const bundles = [createBundleBench(), createBundleBench()];
  const [one, two] = await Promise.all(bundles.map(({ create }) => create()));
  expect(one?.sha256).toBe(two?.sha256);
});

test('a dead node costs its own part and nothing else', async () => {
  const { create, contentOf, nodes } = createBundleBench();
  nodes[SECOND_NODE].failure = failed('node-unreachable', { address: '10.20.4.12' });
  const { manifest } = await create();
  const ofSecond = manifest.missing.filter(({ collector }) => collector.endsWith(SECOND_NODE));
  expect(ofSecond).toEqual([
    { collector: `node-logs:${SECOND_NODE}`, why: 'unreachable', detail: 'node-unreachable' },
    { collector: `node-resources:${SECOND_NODE}`, why: 'unreachable', detail: 'node-unreachable' },
  ]);
  expect(Object.keys(contentOf(PATH)).some((path) => path.startsWith('nodes/LAB-EDGE-01/'))).toBe(true);
});

test('a node that never answers costs its time, and what it gave before stays', async () => {
  const { create, nodes, clock } = createBundleBench();
  const first = nodes[FIRST_NODE];
  first.logs.set('slow', 'never comes');
  const making = create([`node-logs:${FIRST_NODE}`]);
  // It gives its kernel log and service states, then falls silent.
  first.link.logIds = async () => {
    first.hangs = true;
    return ['slow'];
  };
  await clock.advance(COLLECTOR_TIMEOUT_MS);
  const { manifest } = await making;
  expect(manifest.entries.map(({ path }) => path)).toEqual([
    'nodes/LAB-EDGE-01/dmesg.log',
    'nodes/LAB-EDGE-01/services.json',
  ]);
  expect(manifest.missing).toEqual([
    { collector: `node-logs:${FIRST_NODE}`, why: 'timeout', detail: 'not done after 60 s' },
  ]);
  expect(clock.waiting).toBe(0);
});

test('a node that floods us is cut off at its budget', async () => {
  const { create, nodes } = createBundleBench();
  const line = `${'flood '.repeat(20)}\n`;
  for (let index = 0; index < 12; index += 1) {
    nodes[FIRST_NODE].logs.set(`log-${index}`, line.repeat(16_000));
  }
  const { manifest } = await create([`node-logs:${FIRST_NODE}`]);
  expect(manifest.missing).toMatchObject([{ why: 'too-large' }]);
  const total = manifest.entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  expect(total).toBeLessThanOrEqual(16 * 1024 * 1024);
});

test('kinds of resources that this node does not have are one line', async () => {
  const { create, nodes } = createBundleBench();
  const { manifest } = await create([`node-resources:${FIRST_NODE}`]);
  const [only, ...others] = manifest.missing;
  expect(others).toEqual([]);
  expect(only).toMatchObject({ collector: `node-resources:${FIRST_NODE}`, why: 'denied' });
  const has = [...nodes[FIRST_NODE].resources.keys()];
  expect(only?.detail).toContain('MachineStatuses.runtime.talos.dev, Versions.runtime.talos.dev');
  expect(only?.detail.split(', ').filter((type) => has.includes(type))).toEqual([]);
});

test('no sensitive kind of resource is asked for', () => {
  const sensitive = /Configs?\.|Specs?\.|^MachineConfig|secrets|UniqueMachineToken|MetaKeys|Identit/;
  const allowed = new Set(['MaintenanceServiceConfigs.runtime.talos.dev', 'ImageCacheConfigs.cri.talos.dev']);
  expect(
    nodeResourceTypes.map(([, type]) => type).filter((type) => sensitive.test(type) && !allowed.has(type)),
  ).toEqual([]);
});

test.each<[string, string, string]>([
  [
    'a key',
    'visit/nodes.json',
    '{"note":"-----BEGIN PRIVATE KEY-----\\nMIGHAgEA\\n-----END PRIVATE KEY-----"}',
  ],
  ['a known secret', 'nodes/LAB-EDGE-01/dmesg.log', 'in a sentence: device-token-4711-abcdef.'],
  [
    'a known secret in base64',
    'app/rounds.jsonl',
    Buffer.from('x device-token-4711-abcdef').toString('base64'),
  ],
  ['a Secret', 'checks/laptop.json', '{"kind":"Secret","data":{"a":"aGVsbG8="}}'],
  ['a patient', 'visit/ledger.jsonl', 'PID|1||4711081||Muster^Hanna'],
  ['bytes that are no text', 'nodes/LAB-EDGE-01/dmesg.log', '\xff'],
])('%s that got past the writer never gets a name', async (_what, entry, text) => {
  const { create, files, store, recorded, announced, state } = createBundleBench();
  files.onSeal = (entries) => entries.set(entry, Buffer.from(text, text === '\xff' ? 'latin1' : 'utf8'));
  await expect(create()).rejects.toMatchObject({ failure: { code: 'bundle-leak', facts: { entry } } });
  expect([
    files.archives.size,
    files.drafts.size,
    store.list('st-anna'),
    recorded,
    announced,
    state.isPastReturn,
  ]).toEqual([0, 0, [], [], [], false]);
});

test('a secret in the name of an entry is one as well', async () => {
  const { create, files } = createBundleBench();
  files.onSeal = (entries) => entries.set('nodes/k3vq2p.7hmz1x9w4t6r8s0d/dmesg.log', Buffer.from(''));
  await expect(create()).rejects.toMatchObject({ failure: { code: 'bundle-leak' } });
});

test('a disk that is full is said, and nothing is left on it', async () => {
  const { create, files, store } = createBundleBench();
  files.isFull = true;
  await expect(create()).rejects.toMatchObject({ failure: { code: 'bundle-unwritable' } });
  expect([files.archives.size, files.drafts.size, store.list('st-anna')]).toEqual([0, 0, []]);
});

test('a disk that fills up while it is written is said, and nothing is left on it', async () => {
  const { create, files, nodes } = createBundleBench();
  nodes[FIRST_NODE].link.version = async () => {
    files.isFull = true;
    return { tag: 'v1.13.9', arch: 'amd64', platform: 'metal' };
  };
  await expect(create()).rejects.toMatchObject({ failure: { code: 'bundle-unwritable' } });
  expect([files.archives.size, files.drafts.size]).toEqual([0, 0]);
});

test('stopping leaves nothing behind', async () => {
  const { create, files, nodes, stop, recorded, clock } = createBundleBench();
  nodes[FIRST_NODE].hangs = true;
  const making = create();
  await clock.advance(10);
  stop.abort(new Error('stopped by the person'));
  await expect(making).rejects.toThrow('stopped by the person');
  expect([files.archives.size, files.drafts.size, recorded]).toEqual([0, 0, []]);
});

test('a fault of ours in one collector costs only that collector, and is found by its reference', async () => {
  const { create, log } = createBundleBench({
    evidence: {
      ...createBundleBench().ports.evidence,
      flows: () => {
        throw new TypeError('flows is not a function');
      },
    },
  });
  const { manifest } = await create(['visit', 'checks']);
  expect(manifest.missing).toEqual([{ collector: 'visit', why: 'failed', detail: 'reference BUG1' }]);
  expect(log.bugs).toHaveLength(1);
});

test('a source that is gone meanwhile is said', async () => {
  const { create } = createBundleBench();
  const { manifest } = await create(['checks', 'node-logs:uuid:gone']);
  expect(manifest.missing).toEqual([
    { collector: 'node-logs:uuid:gone', why: 'failed', detail: 'this source is not there any more' },
  ]);
});

test('a laptop that is not enrolled can make a bundle all the same', async () => {
  const { create, recorded } = createBundleBench({
    site: {
      enrolment: () => null,
      pack: () => null,
      require: () => {
        throw failed('not-enrolled', {});
      },
    },
  });
  const { manifest } = await create(['app-log'], '/stick/help.zip');
  expect(manifest).toMatchObject({ site: 'not-enrolled', region: 'not-enrolled' });
  expect(recorded).toEqual([]);
});
