import { v7 as uuidv7 } from 'uuid';
import type { FlowRecord, UnrecordedOp } from '../../shared/domain/provisioning/flow-document.ts';
import {
  advance,
  type FlowEvent,
  type ProvisionFlow,
  type StepEvent,
} from '../../shared/domain/provisioning/provision-flow.ts';
import type { ProvisioningPorts } from './ports.ts';

/** The journal of one site's flows: a state is on disk before its effect begins, and its ops follow exactly once. */
export interface Journal {
  load(nodeId: string): ProvisionFlow | null;
  all(): readonly ProvisionFlow[];
  /** Writes a new flow, already approved, over an older one of the same node: one write, no state in between. */
  begin(flow: ProvisionFlow): void;
  /** Advances the stored flow by an event of that flow and returns it; an event that is late changes nothing. */
  append(flow: ProvisionFlow, event: StepEvent): ProvisionFlow;
  /** Records what a kill kept from the log. */
  catchUp(nodeId: string): void;
}

type JournalPorts = Pick<ProvisioningPorts, 'clock' | 'ops' | 'store'>;

/** The journal of a site. Its methods throw `disk-full`. */
export function createJournal({ clock, ops, store }: JournalPorts, site: string): Journal {
  const record = ({ flow, unrecorded }: FlowRecord): void => {
    if (unrecorded.length === 0) return;
    const agg = `node:${flow.plan.nodeId}`;
    for (const { opId, kind, body } of unrecorded) ops.record({ kind, agg, body, opId });
    store.save(site, { flow, unrecorded: [] }, clock.now());
  };
  const write = (held: FlowRecord, { flowId, attempt }: ProvisionFlow, event: StepEvent): ProvisionFlow => {
    const stamped = { ...event, flowId, attempt, atMs: clock.now() };
    const next = advance(held.flow, stamped);
    if (next === held.flow) return next;
    // Together with the state, so that there is never a state whose ops were forgotten.
    const unrecorded = [...held.unrecorded, ...opsOf(held.flow, next, stamped)];
    store.save(site, { flow: next, unrecorded }, clock.now());
    record({ flow: next, unrecorded });
    return next;
  };
  return {
    load: (nodeId) => store.load(site, nodeId)?.flow ?? null,
    all: () => store.all(site).map(({ flow }) => flow),
    begin: (flow) => void write({ flow, unrecorded: [] }, flow, { type: 'approved' }),
    append: (flow, event) =>
      write(store.load(site, flow.plan.nodeId) ?? { flow, unrecorded: [] }, flow, event),
    catchUp(nodeId) {
      const held = store.load(site, nodeId);
      if (held !== null) record(held);
    },
  };
}

/** What the log is told of one advance: the plan once, each finished step, and the end. */
function opsOf(before: ProvisionFlow, after: ProvisionFlow, event: FlowEvent): readonly UnrecordedOp[] {
  const { plan, attempt, startedAtMs } = before;
  const about = { slot: plan.slotId, label: plan.label, planHash: plan.hash };
  const op = (kind: UnrecordedOp['kind'], body: UnrecordedOp['body']): UnrecordedOp => ({
    opId: uuidv7(),
    kind,
    body: { ...about, ...body },
  });
  if (event.type === 'resumed' || event.type === 'sending' || before.at === 'stopped') return [];
  if (event.type === 'approved') return [op('provision.planned', plannedBody(before))];
  if (event.type === 'failed') {
    return [op('provision.stopped', { step: before.at, attempt, failure: event.failure })];
  }
  const tookMs = event.atMs - (before.trail.at(-1)?.startedAtMs ?? event.atMs);
  const step = op('provision.step', { step: before.at, attempt, tookMs });
  if (after.at !== 'done') return [step];
  const { reached, revision } = after;
  const end = {
    address: reached.address,
    fingerprint: reached.fingerprint,
    revision,
    tookMs: event.atMs - startedAtMs,
  };
  return [step, op('provision.done', end)];
}

function plannedBody({ plan }: ProvisionFlow): UnrecordedOp['body'] {
  const { configSha256, talosVersion, hostname, role, address, fingerprint } = plan;
  const { devPath, model, serial, sizeBytes, oldData } = plan.disk;
  return {
    configSha256,
    talosVersion,
    hostname,
    role,
    address,
    fingerprint,
    disk: { devPath, model, serial, sizeBytes, oldData },
  };
}
