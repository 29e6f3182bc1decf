/**
 * Provisioning: plans what is applied to an identified node, starts it, and brings it to its end however often the
 * engine is stopped in between. It does not find or identify nodes. You want `createProvisioning`.
 */
import { v7 as uuidv7 } from 'uuid';
import type { Handlers } from '../../shared/contract/define.ts';
import type { EngineContract } from '../../shared/contract/engine-contract.ts';
import type { ProvisionView } from '../../shared/domain/provisioning/flow-view.ts';
import type { ProvisionPlan } from '../../shared/domain/provisioning/plan.ts';
import { beginFlow } from '../../shared/domain/provisioning/provision-flow.ts';
import { failed } from '../../shared/failure/failure.ts';
import { makePlan, refuseUnlocked } from './make-plan.ts';
import { createNews } from './news.ts';
import type { ProvisioningPorts } from './ports.ts';
import { createSiteWork, type SiteWork } from './site-work.ts';

/** The calls of the contract that are provisioning's. */
export type ProvisioningHandlers = Pick<
  Handlers<EngineContract>,
  'provisioning.plan' | 'provisioning.start' | 'provisioning.resume' | 'provisioning.list'
>;

export interface Provisioning {
  readonly handlers: ProvisioningHandlers;
  /** How far a node has come by its flow; null when it has none. */
  stageOf(nodeId: string): ReturnType<SiteWork['stageOf']>;
  /** Every flow of the site, oldest change first. */
  views(): readonly ProvisionView[];
  /** The plan that ran, or is running, on a node; null when none did. */
  plan(nodeId: string): ProvisionPlan | null;
  /** Goes on with every flow that was under way when the engine ended. Call once at start. */
  resumeAll(): void;
  /** Ends all effects; flows stay in the journal. */
  stop(): Promise<void>;
}

/** The service. It follows the enrolment from site to site. */
export function createProvisioning(ports: ProvisioningPorts): Provisioning {
  const news = createNews(ports.clock, () => ports.announce('provisioning.changed', null));
  const works = new Map<string, SiteWork>();
  const workOf = (site: string): SiteWork => {
    const work = works.get(site) ?? createSiteWork(ports, site, news);
    works.set(site, work);
    return work;
  };
  const here = (): SiteWork | null => {
    const enrolment = ports.site.enrolment();
    return enrolment === null ? null : workOf(enrolment.site);
  };
  const requireHere = (): SiteWork => workOf(ports.site.require().enrolment.site);
  const changed = news.changed;
  const starts = createStarts(ports, changed);
  return {
    handlers: {
      'provisioning.plan': ({ nodeId }, signal) => starts.plan(requireHere(), nodeId, signal),
      'provisioning.start': ({ nodeId, planHash }, signal) =>
        starts.start(requireHere(), { nodeId, planHash }, signal),
      'provisioning.resume': ({ nodeId }) => starts.resume(requireHere(), nodeId),
      'provisioning.list': () => here()?.views() ?? [],
    },
    stageOf: (nodeId) => here()?.stageOf(nodeId) ?? null,
    views: () => here()?.views() ?? [],
    plan: (nodeId) => here()?.journal.load(nodeId)?.plan ?? null,
    resumeAll: () => here()?.resumeAll(),
    async stop() {
      await Promise.all([...works.values()].map(({ driver }) => driver.stop()));
      news.stop();
    },
  };
}

/** The ways into a flow: plan, start, resume. One at a time for each node. */
function createStarts(ports: ProvisioningPorts, changed: () => void) {
  /** The plan that each node's page shows; after a restart of the engine it is made again. */
  const shown = new Map<string, ProvisionPlan>();
  const starting = new Set<string>();

  function refuseWhenBusy({ driver, journal }: SiteWork, nodeId: string): void {
    if (!driver.isRunning(nodeId) && !starting.has(nodeId)) return;
    throw failed('busy', { what: journal.load(nodeId)?.plan.label ?? nodeId });
  }

  async function plan(work: SiteWork, nodeId: string, signal: AbortSignal): Promise<ProvisionPlan> {
    refuseWhenBusy(work, nodeId);
    const prepared = await makePlan(ports, nodeId, signal);
    shown.set(nodeId, prepared.plan);
    return prepared.plan;
  }

  async function approved(nodeId: string, planHash: string, signal: AbortSignal): Promise<ProvisionPlan> {
    // Its slot may have been freed since the plan was shown.
    refuseUnlocked(ports.book.get(nodeId));
    const known = shown.get(nodeId);
    const current = known?.hash === planHash ? known : (await makePlan(ports, nodeId, signal)).plan;
    if (current.hash !== planHash) throw failed('plan-changed', { node: current.label });
    if (current.dryRun.accepted) return current;
    throw failed('node-refused-config', { node: current.label, detail: current.dryRun.text });
  }

  return {
    plan,
    async start(
      work: SiteWork,
      { nodeId, planHash }: { readonly nodeId: string; readonly planHash: string },
      signal: AbortSignal,
    ): Promise<ProvisionView> {
      refuseWhenBusy(work, nodeId);
      starting.add(nodeId);
      try {
        const current = await approved(nodeId, planHash, signal);
        ports.store.clearLines(work.site, nodeId);
        work.journal.begin(beginFlow(uuidv7(), current, ports.clock.now()));
        work.driver.run(nodeId);
        changed();
        return work.view(nodeId);
      } finally {
        starting.delete(nodeId);
      }
    },
    resume(work: SiteWork, nodeId: string): ProvisionView {
      refuseWhenBusy(work, nodeId);
      const flow = work.journal.load(nodeId);
      if (flow === null) throw failed('node-unknown', { node: nodeId });
      if (flow.at === 'stopped') work.journal.append(flow, { type: 'resumed' });
      work.driver.run(nodeId);
      changed();
      return work.view(nodeId);
    },
  };
}
