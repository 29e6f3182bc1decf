import type { OutputOf } from '../../shared/contract/define.ts';
import type { EngineContract, EngineStatus } from '../../shared/contract/engine-contract.ts';
import type { BundleRecord, BundleSource } from '../../shared/domain/bundles/bundle.ts';
import type { CheckReport } from '../../shared/domain/checks/check.ts';
import type { Surroundings } from '../../shared/domain/discovery/surroundings.ts';
import type { SweepEnding, SweepSummary } from '../../shared/domain/discovery/sweep-report.ts';
import type { NodeView } from '../../shared/domain/nodes/node-view.ts';
import type { ProvisionView } from '../../shared/domain/provisioning/flow-view.ts';
import type { Settings } from '../../shared/domain/sites/settings.ts';
import { type SignOffState, visitTasks } from '../../shared/domain/sites/tasks.ts';
import type { PackSummary, Readiness, VisitOverview } from '../../shared/domain/sites/visit.ts';
import type { LedgerEntry, SyncStatus } from '../../shared/domain/sync/op.ts';
import type { DoublePort } from './double-serial.ts';

/** Everything that the double of the engine holds. Plain data, changed by its handlers as the engine's state is. */
export interface World {
  status: EngineStatus;
  settings: Settings;
  enrolment: VisitOverview['enrolment'];
  pack: PackSummary | null;
  readiness: Readiness;
  nodes: readonly NodeView[];
  surroundings: Surroundings;
  /** Machines that come one after the other while the page listens, once they are switched on. */
  arriving: readonly NodeView[];
  sweeps: readonly SweepSummary[];
  /** How the next sweep ends unless it is stopped, and how many of its addresses are doubtful. */
  sweepEnding: SweepEnding;
  sweepDoubtful: number;
  /** Serial ports of the laptop. */
  serial: readonly DoublePort[];
  flows: readonly ProvisionView[];
  reports: readonly CheckReport[];
  sources: readonly BundleSource[];
  bundles: readonly BundleRecord[];
  ledger: readonly LedgerEntry[];
  sync: SyncStatus;
  signOff: SignOffState;
  /** Makes `sites.prepare` end with a refused pack. */
  refusesPack: boolean;
  /** Makes the dry run of each plan be refused by the node. */
  refusesConfig: boolean;
}

/** The overview as the engine makes it, tasks included. */
export function overviewOf(world: World): VisitOverview {
  const { enrolment, pack, readiness } = world;
  const enrolled = enrolment.state === 'enrolled';
  const tasks = visitTasks({ ...world, enrolled, bundlesMade: world.bundles.length });
  return { enrolment, pack, readiness, tasks };
}

/** A page of the ledger, newest first, by the filter that the contract names. */
export function ledgerPage(
  world: World,
  { filter, offset, limit }: { filter: string; offset: number; limit: number },
): OutputOf<EngineContract['sync.ledger']> {
  const fits = ({ state }: LedgerEntry) =>
    filter === 'all' ||
    (filter === 'confirmed' && state === 'confirmed') ||
    (filter === 'unsent' && state !== 'confirmed') ||
    (filter === 'needs-you' && (state === 'conflict' || state === 'refused'));
  const entries = world.ledger.filter(fits);
  return { entries: entries.slice(offset, offset + limit), total: entries.length };
}
