import { expect, test } from 'vitest';
import type { CheckProgress } from '../../shared/domain/checks/check.ts';
import { laptopCheckCodes, nodeCheckCodes } from '../../shared/domain/checks/check-codes.ts';
import { foldReport } from '../../shared/domain/checks/fold-report.ts';
import type { NodeView } from '../../shared/domain/nodes/node-view.ts';
import { failed } from '../../shared/failure/failure.ts';
import { sampleNode } from '../../test/fakes/checks/fake-laptop.ts';
import { createFakeSiteNetwork } from '../../test/fakes/checks/fake-site-network.ts';
import { createFakeReportStore } from '../../test/fakes/checks/report-store.ts';
import { someEnrolment } from '../../test/fakes/enrolment.ts';
import { createFakeClock } from '../../test/fakes/fake-clock.ts';
import { createFakeLog } from '../../test/fakes/fake-log.ts';
import { createFakeNode } from '../../test/fakes/fake-node.ts';
import { samplePack } from '../../test/fakes/sample-pack.ts';
import { laptopChecks, nodeChecks } from './check-lists.ts';
import { type ChecksPorts, createChecks } from './create-checks.ts';

function site(change: Partial<ChecksPorts> = {}) {
  const pack = samplePack();
  const enrolment = someEnrolment({ site: pack.site.id });
  const network = createFakeSiteNetwork(pack);
  const node = createFakeNode();
  const clock = createFakeClock();
  const log = createFakeLog();
  const recorded: unknown[] = [];
  const announced: string[] = [];
  const view: NodeView = sampleNode({ candidateSlotIds: ['edge-01'], name: 'LAB-EDGE-01' });
  const target = () => ({ address: view.address, port: view.port, fingerprint: null, credentials: null });
  let ids = 0;
  const checks = createChecks({
    ...network,
    randomLabel: () => 'nobody-has-this',
    clock,
    log,
    announce: (name) => announced.push(name),
    ops: {
      record: (entry) => {
        recorded.push(entry);
        return recordedOp;
      },
    },
    site: { enrolment: () => enrolment, pack: () => pack, require: () => ({ enrolment, pack }) },
    nodes: {
      all: () => [view],
      get: () => view,
      target,
    },
    freshTarget: async () => target(),
    links: node.links,
    reports: createFakeReportStore(),
    interfaceNames: null,
    appVersion: '0.1.0',
    newId: () => `report-${++ids}`,
    ...change,
  });
  const stop = new AbortController();
  const progress: CheckProgress[] = [];
  const start = (from: 'laptop' | { nodeId: string }) =>
    checks.handlers['checks.run'](
      { from },
      { signal: stop.signal, report: (each) => void progress.push(each), pointOfNoReturn: () => undefined },
    );
  return { checks, network, node, clock, log, recorded, announced, stop, progress, start };
}

/** What the recorder gives back; the checks do not look at it. */
const recordedOp = {
  opId: '0199a000-0000-7000-8000-000000000001',
  kind: 'checks.recorded',
  v: 1,
  site: 'st-anna',
  region: 'eu-1',
  agg: 'checks:laptop',
  dev: 'laptop-1',
  devSeq: 1,
  actor: 'Ada Example',
  at: '2026-11-24T08:00:00.000Z',
  bodyHash: '',
  prevHash: '',
  hash: '',
  salt: '',
  body: {},
} as const;

test('the lists hold the codes that have words, in the order of the ladder', () => {
  expect(laptopChecks.map(({ code }) => code)).toEqual(laptopCheckCodes);
  expect(nodeChecks.map(({ code }) => code)).toEqual(nodeCheckCodes);
});

test('a healthy site from the laptop: seven good findings, kept whole, recorded and announced', async () => {
  const { checks, start, recorded, announced, progress, log } = site();
  const report = await start('laptop');
  expect(report).toMatchObject({
    id: 'report-1',
    vantage: { from: 'laptop', interfaceName: 'eth0', address: '10.20.4.77/24' },
    appVersion: '0.1.0',
    clockOffsetMs: 4,
  });
  expect(report.entries.map(({ code, finding }) => `${code} ${finding.state}`)).toEqual(
    laptopCheckCodes.map((code) => `${code} ok`),
  );
  expect(checks.handlers['checks.latest']({}, new AbortController().signal)).toEqual([report]);
  expect(recorded).toEqual([{ kind: 'checks.recorded', agg: 'checks:laptop', body: { report } }]);
  expect(announced).toEqual(['checks.changed']);
  expect(progress.map(({ done, total }) => `${done}/${total}`)).toEqual(
    Array.from({ length: 8 }, (_, done) => `${done}/7`),
  );
  expect(log.bugs).toEqual([]);
});

test('a node answers for itself, with the laptop clock as last measured, and the link is closed after it', async () => {
  const { start, node, recorded } = site();
  await start('laptop');
  const report = await start({ nodeId: 'uuid:4c4c4544-0001' });
  expect(report).toMatchObject({
    vantage: { from: 'node', nodeId: 'uuid:4c4c4544-0001', name: 'LAB-EDGE-01' },
    clockOffsetMs: 4,
  });
  expect(report.entries.map(({ code, finding }) => `${code} ${finding.state}`)).toEqual(
    nodeCheckCodes.map((code) => `${code} ok`),
  );
  expect(recorded).toHaveLength(2);
  expect(node.open).toBe(0);
});

test('a pulled cable is one message', async () => {
  const { start, network } = site();
  network.unplug();
  const { causes, ok, verdict } = foldReport(await start('laptop'));
  expect(causes.map(({ entry }) => entry.code)).toEqual(['laptop-link']);
  expect(causes[0]?.consequences.map(({ code }) => code)).toEqual(laptopCheckCodes.slice(1));
  expect([ok, verdict]).toEqual([[], 'blocked']);
});

test('a firewall that lets nothing out is one message, and nothing is called intercepted that was never reached', async () => {
  const { start, network } = site();
  for (const key of network.tcp.keys()) if (key.startsWith('10.77.')) network.tcp.set(key, 'silent');
  const { causes } = foldReport(await start('laptop'));
  expect(causes.map(({ entry, consequences }) => [entry.code, consequences.map(({ code }) => code)])).toEqual(
    [['egress', ['tls-interception']]],
  );
});

test('each endpoint is connected to once, however many checks ask', async () => {
  const { start, network } = site();
  await start('laptop');
  const connects = network.touched.filter((touch) => touch.startsWith('tcp 10.77.'));
  expect(connects.toSorted()).toEqual(['tcp 10.77.0.10:443', 'tcp 10.77.0.11:443']);
});

test('a node that cannot be reached is told as that, and no report is made of it', async () => {
  const { start, node, recorded, checks } = site();
  node.failure = failed('node-unreachable', { address: '10.20.4.11' });
  await expect(start({ nodeId: 'uuid:4c4c4544-0001' })).rejects.toMatchObject({
    failure: { code: 'node-unreachable' },
  });
  expect([recorded, checks.latest()]).toEqual([[], []]);
});

test('a node that falls silent in the middle leaves its checks unknown, within their stated time', async () => {
  const { start, node, clock } = site();
  const running = start({ nodeId: 'uuid:4c4c4544-0001' });
  // It answers until the connection stands.
  while (node.open === 0) await Promise.resolve();
  node.hangs = true;
  // Link, then addresses, then resolvers and time side by side: 10 s, 10 s, and the longer of 10 and 15 s.
  await clock.advance(35_000);
  const { entries } = await running;
  expect(entries.map(({ code, finding }) => `${code} ${finding.state}`)).toEqual(
    nodeCheckCodes.map((code) => `${code} unknown`),
  );
});

test('stopping keeps and records nothing', async () => {
  const { start, stop, recorded, checks } = site();
  const running = start('laptop');
  stop.abort(new Error('stopped by the person'));
  await expect(running).rejects.toThrow('stopped by the person');
  expect([recorded, checks.latest()]).toEqual([[], []]);
});

test('before enrolment there is nothing to show and the reason to run nothing', async () => {
  const { checks, start } = site({
    site: {
      enrolment: () => null,
      pack: () => null,
      require: () => {
        throw failed('not-enrolled', {});
      },
    },
  });
  expect(checks.latest()).toEqual([]);
  await expect(start('laptop')).rejects.toMatchObject({ failure: { code: 'not-enrolled' } });
});
