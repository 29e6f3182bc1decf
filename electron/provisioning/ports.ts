import type { FlowRecord } from '../../shared/domain/provisioning/flow-document.ts';
import type { ProvisionLine } from '../../shared/domain/provisioning/flow-view.ts';
import type { StepLimits } from '../../shared/domain/provisioning/step-limits.ts';
import type { Pack } from '../../shared/domain/sites/pack.ts';
import type { NodeLinks } from '../nodes/node-link.ts';
import type { Announce, Clock, CurrentSite, Log, NodeBook, OpRecorder } from '../ports.ts';

/** What Kubernetes, Flux and the tunnel of one cluster say of themselves, at one moment. */
export interface PlatformState {
  /** Names of the Kubernetes nodes whose condition Ready is true. */
  readonly nodesReady: readonly string[];
  readonly flux: { readonly ready: boolean; readonly revision: string | null; readonly message: string };
  readonly tunnel: { readonly ready: boolean; readonly message: string };
}

/** Asks a cluster once. Throws `cluster-unreachable`, `cluster-answer-wrong`, or the signal's reason. */
export interface PlatformStatus {
  read(kubeconfig: string, expect: Pack['expect'], signal: AbortSignal): Promise<PlatformState>;
}

/** The journal of flows and the lines that nodes reported. Writes are on disk when they return; throw `disk-full`. */
export interface ProvisioningStore {
  load(site: string, nodeId: string): FlowRecord | null;
  /** Every flow of a site, oldest change first. */
  all(site: string): readonly FlowRecord[];
  save(site: string, record: FlowRecord, atMs: number): void;
  /** Appends; keeps the newest of each node only. */
  addLines(site: string, nodeId: string, lines: readonly ProvisionLine[]): void;
  lines(site: string, nodeId: string): readonly ProvisionLine[];
  /** Drops the lines of a node, when a new flow begins. */
  clearLines(site: string, nodeId: string): void;
}

/** What provisioning needs. */
export interface ProvisioningPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly announce: Announce;
  readonly ops: OpRecorder;
  readonly site: CurrentSite;
  readonly book: NodeBook;
  readonly links: NodeLinks;
  readonly platform: PlatformStatus;
  readonly store: ProvisioningStore;
  /** Other limits than the table's, for a machine that lives faster. */
  readonly limits?: StepLimits;
}
