/**
 * What is handed over at the end of a visit: what was installed where, what was checked, who says so, and the
 * head of the log that proves it. Data only; `handover-html.ts` makes the page.
 */
import type { CheckReport, Facts, Severity } from '../checks/check.ts';
import type { NodeView } from '../nodes/node-view.ts';
import type { ProvisionView } from '../provisioning/flow-view.ts';
import type { ProvisionPlan } from '../provisioning/plan.ts';
import { type ChainHead, canonicalBytes, type Sha256Hex } from '../sync/op-chain.ts';
import { countFindings } from './count-findings.ts';
import type { Enrolment, Pack } from './pack.ts';

/** One planned place and what stands there now. */
export interface HandoverNode {
  readonly label: string;
  readonly place: string;
  readonly hostname: string;
  readonly role: 'controlplane' | 'worker';
  readonly address: string;
  readonly serial: string | null;
  readonly state: 'healthy' | 'unfinished' | 'not-provisioned';
  readonly talosVersion: string | null;
  readonly disk: { readonly devPath: string; readonly model: string; readonly serial: string } | null;
  /** SHA-256 of the machine config that was applied, hex. */
  readonly configSha256: string | null;
  readonly provisionedAt: string | null;
}
export interface HandoverChecks {
  readonly from: string;
  readonly at: string;
  readonly checks: number;
  readonly faults: readonly { readonly code: string; readonly severity: Severity; readonly facts: Facts }[];
  readonly unknown: readonly string[];
}
/** What a signature covers: it holds as long as none of this changes. */
export interface HandoverContent {
  readonly format: 'rounds-handover/1';
  readonly region: string;
  readonly site: { readonly id: string; readonly name: string };
  readonly visit: { readonly id: string; readonly title: string };
  readonly packVersion: number;
  readonly engineer: string;
  readonly nodes: readonly HandoverNode[];
  readonly checks: readonly HandoverChecks[];
}
export interface SignOff {
  readonly name: string;
  readonly note: string;
  readonly at: string;
  /** Digest of the content that was signed. */
  readonly covers: string;
}
export interface Handover extends HandoverContent {
  /** SHA-256 over the canonical JSON of the content, hex. */
  readonly digest: string;
  readonly signOff: (SignOff & { readonly stillCovers: boolean }) | null;
  /** Where the laptop's log stood when this was made. */
  readonly log: (ChainHead & { readonly device: string }) | null;
}

/** Everything that the content is taken from. */
export interface HandoverSources {
  readonly enrolment: Pick<Enrolment, 'engineer'>;
  readonly pack: Pack;
  readonly nodes: readonly NodeView[];
  readonly flows: readonly ProvisionView[];
  readonly reports: readonly CheckReport[];
  /** The plan that ran on a node, or null. */
  plan(nodeId: string): Pick<ProvisionPlan, 'disk' | 'configSha256' | 'talosVersion'> | null;
}

/** Gathers the content. Nothing in it changes by being looked at again or by being sent. */
export function handoverContent(sources: HandoverSources): HandoverContent {
  const { pack, enrolment, reports } = sources;
  return {
    format: 'rounds-handover/1',
    region: pack.region,
    site: pack.site,
    visit: { id: pack.visit.id, title: pack.visit.title },
    packVersion: pack.version,
    engineer: enrolment.engineer,
    nodes: pack.slots.map((slot) => handoverNode(slot, sources)),
    checks: reports.map(handoverChecks).sort((one, other) => (one.from < other.from ? -1 : 1)),
  };
}

/** Hex SHA-256 over the canonical JSON of the content. */
export function handoverDigest(content: HandoverContent, sha256: Sha256Hex): string {
  return sha256(canonicalBytes(content));
}

function handoverNode(slot: Pack['slots'][number], sources: HandoverSources): HandoverNode {
  const { id, label, place, hostname, role, address } = slot;
  const flow = sources.flows.find(({ slotId }) => slotId === id);
  const node = sources.nodes.find(({ slotId }) => slotId === id);
  const plan = flow === undefined ? null : sources.plan(flow.nodeId);
  const disk = plan?.disk ?? null;
  return {
    ...{ label, place, hostname, role, address },
    serial: node?.serial?.value ?? null,
    state: stateOf(flow),
    talosVersion: plan?.talosVersion ?? null,
    disk: disk === null ? null : { devPath: disk.devPath, model: disk.model, serial: disk.serial },
    configSha256: plan?.configSha256 ?? null,
    provisionedAt:
      flow?.at === 'done' && flow.endedAtMs !== null ? new Date(flow.endedAtMs).toISOString() : null,
  };
}

function stateOf(flow: ProvisionView | undefined): HandoverNode['state'] {
  if (flow === undefined) return 'not-provisioned';
  return flow.at === 'done' && flow.healthy ? 'healthy' : 'unfinished';
}

function handoverChecks(report: CheckReport): HandoverChecks {
  const { vantage, endedAtMs, entries } = report;
  return {
    from: vantage.from === 'laptop' ? 'laptop' : vantage.name,
    at: new Date(endedAtMs).toISOString(),
    checks: countFindings([report]).checks,
    faults: entries.flatMap(({ code, finding }) =>
      finding.state === 'fault' ? [{ code, severity: finding.severity, facts: finding.facts }] : [],
    ),
    unknown: entries.filter(({ finding }) => finding.state === 'unknown').map(({ code }) => code),
  };
}
