/**
 * The identity lock at work: compares label, network and console, and binds a node to a slot only when all agree.
 * What is bound is on record before it is in force. The one function you want is `createIdentification`.
 */
import type { Handlers } from '../../shared/contract/define.ts';
import type { EngineContract } from '../../shared/contract/engine-contract.ts';
import { normaliseSerial, usableUuid } from '../../shared/domain/discovery/machine-ids.ts';
import { isPositive } from '../../shared/domain/discovery/sighting.ts';
import type { Binding } from '../../shared/domain/nodes/binding.ts';
import { compareIdentity } from '../../shared/domain/nodes/identity-lock.ts';
import type { IdentityComparison, NodeView } from '../../shared/domain/nodes/node-view.ts';
import type { Slot } from '../../shared/domain/sites/pack.ts';
import { failed } from '../../shared/failure/failure.ts';
import type { Clock, CurrentSite, NodeBook, OpRecorder } from '../ports.ts';
import type { BindingStore } from './identification-ports.ts';

export interface IdentificationPorts {
  readonly clock: Clock;
  readonly site: CurrentSite;
  readonly ops: OpRecorder;
  readonly book: NodeBook;
  readonly bindings: BindingStore;
  /** Asks the node once more, so that what is compared is what it says now. */
  readonly lookAgain: (nodeId: string) => Promise<NodeView | null>;
  /** A node was bound. */
  readonly changed: () => void;
}
export interface Identification {
  readonly handlers: Pick<Handlers<EngineContract>, 'nodes.compare' | 'nodes.identify'>;
}

interface Claimed {
  readonly nodeId: string;
  readonly slotId: string;
  readonly labelSerial: string;
  readonly consoleFingerprint: string;
}

/** Builds the service. */
export function createIdentification(ports: IdentificationPorts): Identification {
  return {
    handlers: {
      'nodes.compare': (claimed) => {
        const slot = slotOf(ports.site, claimed.slotId);
        return compareIdentity({ ...claimed, slot, node: ports.book.get(claimed.nodeId) });
      },
      'nodes.identify': (claimed) => identify(claimed, ports),
    },
  };
}

async function identify(claimed: Claimed, ports: IdentificationPorts): Promise<NodeView> {
  const { enrolment } = ports.site.require();
  const slot = slotOf(ports.site, claimed.slotId);
  const known = ports.book.get(claimed.nodeId);
  const node = await ports.lookAgain(known.id);
  if (node === null) throw failed('node-unknown', { node: known.name });
  if (!isPositive(node.answer)) throw failed('node-unreachable', { address: node.address });
  const comparison = compareIdentity({ ...claimed, slot, node });
  refuseWhenTaken(ports.bindings.all(enrolment.site), { node, slot, comparison }, ports);
  if (comparison.verdict !== 'agrees') {
    recordRefusal(ports.ops, { node, slot, comparison, reason: comparison.verdict });
    throw failed('identity-differs', { slot: slot.label, what: whatDiffers(comparison) });
  }
  const binding = bindingOf(node, slot, ports.clock);
  ports.ops.record({
    kind: 'node.identified',
    agg: `node:${node.id}`,
    body: evidence({ node, slot, comparison }),
  });
  ports.bindings.bind(enrolment.site, binding);
  ports.changed();
  return ports.book.get(node.id);
}

interface Attempt {
  readonly node: NodeView;
  readonly slot: Slot;
  readonly comparison: IdentityComparison;
}

/** One slot holds one machine, and one machine is in one slot. The same pair again renews what was confirmed. */
function refuseWhenTaken(
  bindings: readonly Binding[],
  attempt: Attempt,
  { site, book, ops }: IdentificationPorts,
): void {
  const { node, slot } = attempt;
  const ofSlot = bindings.find(({ slotId, nodeId }) => slotId === slot.id && nodeId !== node.id);
  const ofNode = bindings.find(({ slotId, nodeId }) => nodeId === node.id && slotId !== slot.id);
  const taken = ofSlot ?? ofNode;
  if (taken === undefined) return;
  recordRefusal(ops, { ...attempt, reason: 'slot-taken' });
  const labels = site.pack()?.slots ?? [];
  const label = labels.find(({ id }) => id === taken.slotId)?.label ?? taken.slotId;
  const holder = book.all().find(({ id }) => id === taken.nodeId);
  throw failed('slot-taken', { slot: label, node: holder?.serial?.value ?? taken.serial });
}

function recordRefusal(ops: OpRecorder, attempt: Attempt & { readonly reason: string }): void {
  const body = { ...evidence(attempt), reason: attempt.reason };
  ops.record({ kind: 'node.identity-refused', agg: `node:${attempt.node.id}`, body });
}

function evidence({ node, slot, comparison }: Attempt): Readonly<Record<string, unknown>> {
  return {
    nodeId: node.id,
    slotId: slot.id,
    slotLabel: slot.label,
    uuid: node.uuid?.value ?? null,
    address: node.address,
    rows: comparison.rows,
  };
}

function bindingOf(node: NodeView, slot: Slot, clock: Clock): Binding {
  const { serial, fingerprint } = node;
  // Both rows agreed, so both are there; the compiler cannot follow that.
  if (serial === null || fingerprint === null) throw new Error('agreed without serial number or fingerprint');
  return {
    slotId: slot.id,
    nodeId: node.id,
    serial: normaliseSerial(serial.value),
    uuid: node.uuid?.source === 'node' ? usableUuid(node.uuid.value) : null,
    fingerprint: fingerprint.value,
    address: node.address,
    boundAtMs: clock.now(),
    way: 'three-way',
  };
}

function whatDiffers({ rows }: IdentityComparison): 'serial' | 'fingerprint' | 'both' | 'incomplete' {
  const different = rows.filter(({ agrees }) => agrees === 'no').map(({ what }) => what);
  if (different.length > 1) return 'both';
  return different[0] ?? 'incomplete';
}

function slotOf(site: CurrentSite, slotId: string): Slot {
  const slot = site.require().pack.slots.find(({ id }) => id === slotId);
  if (slot === undefined) throw failed('bad-request', { call: 'nodes.compare', detail: `no slot ${slotId}` });
  return slot;
}
