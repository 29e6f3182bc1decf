import type { NodeStage } from '../../shared/domain/nodes/node-view.ts';
import { type ProvisionView, viewOf } from '../../shared/domain/provisioning/flow-view.ts';
import type { ProvisionFlow } from '../../shared/domain/provisioning/provision-flow.ts';
import { failed } from '../../shared/failure/failure.ts';
import { createDriver, type Driver } from './driver.ts';
import { createJournal, type Journal } from './journal.ts';
import type { News } from './news.ts';
import type { ProvisioningPorts } from './ports.ts';

/** One site's flows, what drives them, and what the page sees of them. */
export interface SiteWork {
  readonly site: string;
  readonly journal: Journal;
  readonly driver: Driver;
  /** Throws `node-unknown` for a node without a flow. */
  view(nodeId: string): ProvisionView;
  views(): readonly ProvisionView[];
  stageOf(nodeId: string): Extract<NodeStage, 'provisioning' | 'provisioned' | 'stopped'> | null;
  /** Goes on with every flow that was under way when the engine ended. */
  resumeAll(): void;
}

/** The work of one site. */
export function createSiteWork(ports: ProvisioningPorts, site: string, news: News): SiteWork {
  const journal = createJournal(ports, site);
  const driver = createDriver({ ports, site, journal, news });
  const show = (flow: ProvisionFlow): ProvisionView => {
    const { nodeId } = flow.plan;
    const lines = [...ports.store.lines(site, nodeId), ...driver.newLines(nodeId)];
    return viewOf(flow, lines, { waitingFor: driver.waitOf(nodeId), halted: driver.haltedBy(nodeId) });
  };
  return {
    site,
    journal,
    driver,
    view(nodeId) {
      const flow = journal.load(nodeId);
      if (flow === null) throw failed('node-unknown', { node: nodeId });
      return show(flow);
    },
    views: () => journal.all().map(show),
    stageOf(nodeId) {
      const flow = journal.load(nodeId);
      if (flow === null) return null;
      if (flow.at === 'done') return 'provisioned';
      return flow.at === 'stopped' || driver.haltedBy(nodeId) !== null ? 'stopped' : 'provisioning';
    },
    resumeAll() {
      // Ended flows too: the last of their ops may not have reached the log.
      for (const { plan } of journal.all()) driver.run(plan.nodeId);
    },
  };
}
