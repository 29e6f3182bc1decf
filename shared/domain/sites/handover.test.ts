import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { samplePack } from '../../../test/fakes/sample-pack.ts';
import { someFlow, someNode, someReport } from '../../../test/fakes/visit-examples.ts';
import { type Handover, type HandoverSources, handoverContent, handoverDigest } from './handover.ts';
import { handoverHtml } from './handover-html.ts';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const plan = {
  disk: {
    devPath: '/dev/nvme0n1',
    model: 'FAST 1',
    serial: 'S1',
    sizeBytes: 480e9,
    oldData: ['LVM2_member sdb1'],
  },
  configSha256: 'c'.repeat(64),
  talosVersion: 'v1.13.0',
};
const sources: HandoverSources = {
  enrolment: { engineer: 'Ada Example' },
  pack: samplePack(),
  nodes: [someNode({ slotId: 'edge-01' })],
  flows: [someFlow()],
  reports: [
    someReport([
      { state: 'ok', facts: {} },
      { state: 'fault', severity: 'blocks', facts: { kind: 'slow', latencyMs: 4 } },
      { state: 'unknown', failure: { code: 'check-timeout', facts: { check: 'example-3', afterMs: 2000 } } },
    ]),
  ],
  plan: (nodeId) => (nodeId === 'uuid:1' ? plan : null),
};
const whole = (change: Partial<Handover> = {}): Handover => {
  const content = handoverContent(sources);
  return { ...content, digest: handoverDigest(content, sha256), signOff: null, log: null, ...change };
};

test('what was installed where, and what was checked, is said for every planned place', () => {
  const { nodes, checks } = handoverContent(sources);
  expect(nodes).toEqual([
    {
      label: 'LAB-EDGE-01',
      place: 'Rack 1, bay 1',
      hostname: 'lab-edge-01',
      role: 'controlplane',
      address: '10.20.4.11/24',
      serial: '7KX2-0931',
      state: 'healthy',
      talosVersion: 'v1.13.0',
      disk: { devPath: '/dev/nvme0n1', model: 'FAST 1', serial: 'S1' },
      configSha256: 'c'.repeat(64),
      provisionedAt: '2026-11-24T09:00:00.000Z',
    },
    expect.objectContaining({ label: 'LAB-EDGE-02', state: 'not-provisioned', serial: null, disk: null }),
  ]);
  expect(checks).toEqual([
    {
      from: 'laptop',
      at: '2026-11-24T10:00:10.000Z',
      checks: 3,
      faults: [{ code: 'example-2', severity: 'blocks', facts: { kind: 'slow', latencyMs: 4 } }],
      unknown: ['example-3'],
    },
  ]);
});

test('the digest changes with what was done and with nothing else', () => {
  const digest = (change: Partial<HandoverSources>) =>
    handoverDigest(handoverContent({ ...sources, ...change }), sha256);
  expect(digest({})).toBe(digest({ nodes: [someNode({ slotId: 'edge-01', lastSeenAtMs: 1 })] }));
  expect(digest({})).not.toBe(digest({ flows: [someFlow({ healthy: false })] }));
  expect(digest({})).not.toBe(digest({ plan: () => ({ ...plan, configSha256: 'd'.repeat(64) }) }));
  expect(digest({})).not.toBe(digest({ reports: [] }));
});

test('no secret of the pack is in it', () => {
  const text = JSON.stringify(whole()) + handoverHtml(whole());
  const { adminKey, secrets } = samplePack().cluster;
  expect([adminKey, ...Object.values(secrets)].filter((secret) => text.includes(secret))).toEqual([]);
});

test('the page says it all, and runs and loads nothing', () => {
  const html = handoverHtml(
    whole({
      signOff: {
        name: 'Ada',
        note: 'All good.\nKeys with reception.',
        at: '2026-11-24T11:00:00.000Z',
        covers: 'e'.repeat(64),
        stillCovers: false,
      },
      log: { device: 'laptop-1', devSeq: 41, hash: 'f'.repeat(64) },
    }),
  );
  for (const part of [
    'LAB-EDGE-01',
    '7KX2-0931',
    '/dev/nvme0n1',
    'c'.repeat(64),
    'All good.<br>Keys',
    'f'.repeat(64),
    'e'.repeat(64),
    'Something changed',
  ]) {
    expect(html).toContain(part);
  }
  expect(html).not.toMatch(/<script|<img|<link|<iframe|\son\w+=|src=|href=|url\(/i);
});

test('names that are markup stay names', () => {
  const bad = '<img src=x onerror="alert(1)">&\'';
  const html = handoverHtml(
    whole({
      site: { id: 'x', name: bad },
      visit: { id: 'v', title: bad },
      engineer: bad,
      nodes: whole().nodes.map((node) => ({
        ...node,
        label: bad,
        place: bad,
        serial: bad,
        hostname: bad,
        disk: { devPath: bad, model: bad, serial: bad },
      })),
      checks: whole().checks.map((one) => ({
        ...one,
        from: bad,
        faults: [{ code: bad, severity: 'blocks', facts: { kind: bad } }],
        unknown: [bad],
      })),
      signOff: { name: bad, note: bad, at: bad, covers: bad, stillCovers: false },
      log: { device: bad, devSeq: 1, hash: bad },
    }),
  );
  expect(html).not.toContain('<img');
  expect(html).toContain('&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&amp;&#39;');
});
