import type { Handlers, JobRun, NewsName, PayloadOf } from '../../shared/contract/define.ts';
import type { EngineContract } from '../../shared/contract/engine-contract.ts';
import { failed } from '../../shared/failure/failure.ts';
import { changeNode, findNode, nodeHandlers } from './double-nodes.ts';
import { serialHandlers } from './double-serial.ts';
import { entriesOf, fromLaptop, healthyLines, laptopLines, report } from './example-reports.ts';
import { bundle, flow, pack, plan, ready } from './examples.ts';
import { discoveryHandlers } from './finding/double-discovery.ts';
import { ledgerPage, overviewOf, type World } from './world.ts';

/** What the handlers work with: the world, a way to tell news, and how long one step of work takes. */
export interface Double {
  readonly world: World;
  tell<N extends NewsName<EngineContract>>(name: N, payload: PayloadOf<EngineContract[N]>): void;
  wait(steps?: number): Promise<void>;
}

/** The engine's contract in memory: every call is there, or this does not compile. */
export function doubleHandlers(double: Double): Handlers<EngineContract> {
  const { world } = double;
  return {
    'engine.status': () => world.status,
    'settings.read': () => world.settings,
    'settings.write': (change) => {
      const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
      world.settings = { ...world.settings, ...given };
      return world.settings;
    },
    ...siteHandlers(double),
    ...discoveryHandlers(double),
    ...nodeHandlers(double),
    ...serialHandlers(double),
    ...checkHandlers(double),
    ...provisionHandlers(double),
    ...bundleHandlers(double),
    ...syncHandlers(double),
  };
}

export type Some<Prefix extends string> = Pick<
  Handlers<EngineContract>,
  Extract<keyof Handlers<EngineContract>, `${Prefix}.${string}`>
>;

function siteHandlers({ world, tell, wait }: Double): Some<'sites'> {
  return {
    'sites.enrol': ({ path }) => {
      if (!path.endsWith('.json')) throw failed('enrolment-unreadable', { detail: 'not JSON' });
      world.enrolment = {
        state: 'enrolled',
        region: 'eu-1',
        engineer: 'M. Keller',
        consoleUrl: 'https://console.eu-1.example',
      };
      return overviewOf(world);
    },
    'sites.overview': () => overviewOf(world),
    'sites.prepare': async (_input, run) => {
      for (const stage of ['asking', 'downloading', 'verifying'] as const)
        await step(run, wait, { stage, done: 0, total: 1 });
      if (world.refusesPack)
        throw failed('pack-signature-wrong', { keyId: 'A1B2C3D4', expectedKeyId: '9F8E7D6C' });
      for (let done = 1; done <= 4; done++)
        await step(run, wait, { stage: 'images', done: done * 8e6, total: 32e6 });
      world.pack = pack;
      world.readiness = ready;
      tell('sites.changed', null);
      return pack;
    },
    'sites.importPack': () => {
      throw failed('pack-expired', { expiredAt: '2026-11-01T08:00:00Z' });
    },
    'sites.verifyPack': () => {
      throw failed('pack-missing', {});
    },
    'sites.signOff': ({ name }) => {
      world.signOff = { state: 'current', name };
      return overviewOf(world);
    },
    'sites.handover': () => ({
      html: '<!doctype html><html><head><style>h1{font-size:1.6rem}td,th{text-align:left;padding:.4rem .75rem .4rem 0;border-bottom:1px solid #d4d8dd}</style></head><body><h1>St. Anna Klinikum</h1><p>Commission three nodes</p><table><thead><tr><th>Node</th><th>State</th></tr></thead><tbody><tr><td>LAB-EDGE-01</td><td>healthy</td></tr></tbody></table><script>never()</script></body></html>',
      json: '{}',
    }),
  };
}

export async function step<P>(run: JobRun<P>, wait: Double['wait'], progress: P): Promise<void> {
  run.report(progress);
  await wait();
  run.signal.throwIfAborted();
}

function checkHandlers({ world, tell, wait }: Double): Some<'checks'> {
  return {
    'checks.run': async ({ from }, run) => {
      const lines = from === 'laptop' ? laptopLines : healthyLines;
      const entries = entriesOf(lines);
      for (let done = 0; done <= entries.length; done++) {
        const at = from === 'laptop' ? 'laptop' : from.nodeId;
        await step(run, wait, { from: at, done, total: entries.length, entries: entries.slice(0, done) });
      }
      const vantage =
        from === 'laptop'
          ? fromLaptop
          : { from: 'node' as const, nodeId: from.nodeId, name: findNode(world, from.nodeId).name };
      const made = report(lines, vantage, Date.now());
      const key = JSON.stringify(vantage);
      world.reports = [made, ...world.reports.filter((one) => JSON.stringify(one.vantage) !== key)];
      tell('checks.changed', null);
      return made;
    },
    'checks.latest': () => world.reports,
  };
}

function provisionHandlers({ world, tell, wait }: Double): Some<'provisioning'> {
  const numberOf = (nodeId: string) => Number(findNode(world, nodeId).slotId?.at(-1) ?? 0);
  const put = (view: ReturnType<typeof flow>) => {
    world.flows = [...world.flows.filter(({ nodeId }) => nodeId !== view.nodeId), view];
    changeNode(world, view.nodeId, { stage: view.at === 'done' ? 'provisioned' : 'provisioning' });
    tell('provisioning.changed', null);
    return view;
  };
  const follow = async (number: number) => {
    for (const at of ['install', 'reconnect', 'health', 'platform', 'done'] as const) {
      await wait(4);
      put(flow(number, at));
    }
  };
  const begin = (nodeId: string) => {
    const number = numberOf(nodeId);
    void follow(number);
    return put(flow(number, 'apply'));
  };
  return {
    'provisioning.plan': async ({ nodeId }) => {
      await wait(2);
      const made = plan(numberOf(nodeId));
      const text = 'machine.install.disk: /dev/nvme0n1 is read-only';
      return world.refusesConfig ? { ...made, dryRun: { accepted: false, text } } : made;
    },
    'provisioning.start': ({ nodeId, planHash }) => {
      if (planHash !== plan(numberOf(nodeId)).hash)
        throw failed('plan-changed', { node: findNode(world, nodeId).name });
      return begin(nodeId);
    },
    'provisioning.resume': ({ nodeId }) => begin(nodeId),
    'provisioning.list': () => world.flows,
  };
}

function bundleHandlers({ world, tell, wait }: Double): Some<'bundles'> {
  return {
    'bundles.sources': () => world.sources,
    'bundles.create': async ({ sources, path }, run) => {
      for (const [done, what] of sources.entries()) {
        await step(run, wait, { stage: 'collecting', done, total: sources.length, what });
      }
      run.pointOfNoReturn();
      await step(run, wait, { stage: 'verifying', done: 1, total: 1, what: 'manifest' });
      const made = { ...bundle, id: crypto.randomUUID(), createdAtMs: Date.now(), path: path ?? bundle.path };
      world.bundles = [...world.bundles, made];
      tell('bundles.changed', null);
      return made;
    },
    'bundles.list': () => world.bundles,
    'bundles.verify': async ({ path }) => {
      await wait();
      const found = world.bundles.find((one) => one.path === path);
      if (found === undefined) throw failed('bundle-missing', { path });
      return { ...found, verified: true };
    },
  };
}

function syncHandlers({ world, tell, wait }: Double): Some<'sync'> {
  return {
    'sync.status': () => world.sync,
    'sync.now': async (_input, run) => {
      const { unsent, confirmed } = world.sync;
      for (let left = unsent; left >= 0; left -= 2) {
        const connection = { state: 'connected' as const, atMs: Date.now(), skewMs: 120 };
        world.sync = {
          ...world.sync,
          connection,
          savedHere: 0,
          sending: left,
          unsent: left,
          confirmed: confirmed + unsent - left,
          syncing: left > 0,
        };
        tell('sync.changed', world.sync);
        await step(run, wait, world.sync);
      }
      world.ledger = world.ledger.map((entry) => ({ ...entry, state: 'confirmed' }));
      tell('sync.changed', world.sync);
      return world.sync;
    },
    'sync.ledger': (input) => ledgerPage(world, input),
  };
}
