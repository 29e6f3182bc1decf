/**
 * The identity lock at work: compares label, network and console, and binds a node to a slot only when all agree.
 * What is bound is on record before it is in force. The one function you want is `createIdentification`.
 */
import type { Handlers } from '../../shared/contract/define.ts';
import type { EngineContract } from '../../shared/contract/engine-contract.ts';
import { normaliseSerial, usableUuid } from '../../shared/domain/discovery/machine-ids.ts';
import { isPositive } from '../../shared/domain/discovery/sighting.ts';
import type { Binding } from '../../shared/domain/nodes/binding.ts';
import { readFingerprint } from '../../shared/domain/nodes/fingerprint-text.ts';
import { compareIdentity } from '../../shared/domain/nodes/identity-lock.ts';
import type { IdentityComparison, LockWay, NodeView } from '../../shared/domain/nodes/node-view.ts';
import type { Slot } from '../../shared/domain/sites/pack.ts';
import { failed } from '../../shared/failure/failure.ts';
import type { CurrentSite } from '../ports.ts';
import type { ConnectedConsole, IdentificationPorts } from './identification-ports.ts';
import { type Attempt, evidenceOf, recordRefusal } from './identity-evidence.ts';
import { releaseSlot } from './release-slot.ts';

export interface Identification {
  readonly handlers: Pick<Handlers<EngineContract>, 'nodes.compare' | 'nodes.identify' | 'nodes.release'>;
}

interface Claimed {
  readonly nodeId: string;
  readonly slotId: string;
  readonly labelSerial: string;
  readonly consoleFingerprint: string;
  readonly way: LockWay;
}

/** Builds the service. */
export function createIdentification(ports: IdentificationPorts): Identification {
  return {
    handlers: {
      'nodes.compare': (claimed) => {
        const slot = slotOf(ports.site, claimed.slotId);
        return attemptOf(claimed, { slot, node: ports.book.get(claimed.nodeId) }, ports).comparison;
      },
      'nodes.identify': (claimed) => identify(claimed, ports),
      'nodes.release': (input) => releaseSlot(input, ports),
    },
  };
}

async function identify(claimed: Claimed, ports: IdentificationPorts): Promise<NodeView> {
  const { enrolment } = ports.site.require();
  const slot = slotOf(ports.site, claimed.slotId);
  const known = ports.book.get(claimed.nodeId);
  const { node, isSaidNow } = await lookNow(known.id, ports);
  if (node === null) throw failed('node-unknown', { node: known.name });
  if (node.managed !== null) throw failed('node-managed-elsewhere', { node: node.name, by: node.managed.by });
  if (claimed.way === 'three-way' && !isPositive(node.answer))
    throw failed('node-unreachable', { address: node.address === '' ? node.name : node.address });
  const attempt = attemptOf(claimed, { slot, node }, ports);
  if (attempt.comparison.way === 'three-way' && !isSaidNow) {
    recordRefusal(ports.ops, attempt, 'another-answers');
    const after = ports.book.all().find(({ id, address }) => id !== node.id && address === node.address);
    const facts = { before: node.fingerprint?.value ?? '', after: after?.fingerprint?.value ?? '' };
    throw failed('certificate-changed', { address: node.address, ...facts });
  }
  refuseWhenTaken(ports.bindings.all(enrolment.site), attempt, ports);
  if (attempt.comparison.verdict !== 'agrees') {
    recordRefusal(ports.ops, attempt, attempt.comparison.verdict);
    throw failed('identity-differs', { slot: slot.label, what: whatDiffers(attempt.comparison) });
  }
  const binding = { ...bindingOf(attempt), boundAtMs: ports.clock.now() };
  ports.ops.record({ kind: 'node.identified', agg: `node:${binding.nodeId}`, body: evidenceOf(attempt) });
  ports.bindings.bind(enrolment.site, binding);
  ports.changed();
  return ports.book.get(binding.nodeId);
}

/**
 * Asks the node, and tells whether the answer was its own: of two machines with one address the other may have
 * answered. Twice, for the first look may be one that was under way already and tells of before.
 */
async function lookNow(nodeId: string, { clock, lookAgain }: IdentificationPorts) {
  const since = async () => {
    const askedAtMs = clock.now();
    const node = await lookAgain(nodeId);
    return { node, isSaidNow: (node?.fingerprint?.learntAtMs ?? 0) >= askedAtMs };
  };
  const first = await since();
  return first.node === null || first.isSaidNow ? first : await since();
}

function attemptOf(
  { labelSerial, consoleFingerprint, way }: Claimed,
  { slot, node }: { readonly slot: Slot; readonly node: NodeView },
  { site, book, bindings, connectedConsoles }: IdentificationPorts,
): Attempt {
  const { enrolment, pack } = site.require();
  const console = consoleOf(node, consoleFingerprint, connectedConsoles());
  const around = { slots: pack.slots, nodes: book.all(), bindings: bindings.all(enrolment.site) };
  const claim = { node, slot, labelSerial, consoleFingerprint, way, console, around };
  return { node, slot, comparison: compareIdentity(claim), labelSerial, consoleFingerprint, console };
}

/** The console that belongs to the node; else one on which just this was printed that the person gave. */
function consoleOf(
  node: NodeView,
  consoleFingerprint: string,
  connected: readonly ConnectedConsole[],
): ConnectedConsole | null {
  const given = readFingerprint(consoleFingerprint);
  return (
    connected.find(({ port }) => port === node.consolePort) ??
    connected.find(({ fingerprint }) => fingerprint !== null && fingerprint === given) ??
    null
  );
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
  recordRefusal(ops, attempt, 'slot-taken');
  const labels = site.pack()?.slots ?? [];
  const label = labels.find(({ id }) => id === taken.slotId)?.label ?? taken.slotId;
  const holder = book.all().find(({ id }) => id === taken.nodeId);
  throw failed('slot-taken', { slot: label, node: holder?.serial?.value ?? taken.serial });
}

function bindingOf({ node, slot, comparison, console }: Attempt): Omit<Binding, 'boundAtMs'> {
  const { serial, fingerprint } = node;
  const common = { slotId: slot.id, address: node.address, way: comparison.way };
  if (comparison.way === 'serial-alone') {
    const label = comparison.rows.find(({ what }) => what === 'serial')?.onTheBox ?? '';
    const printed = readFingerprint(console?.fingerprint ?? '');
    // The serial port is a place that the next machine takes; the label is this one's own.
    const nodeId = node.id.startsWith('console:') ? `serial:${label}` : node.id;
    return { ...common, nodeId, serial: label, uuid: usableUuid(console?.uuid), fingerprint: printed };
  }
  // Both rows agreed, so both are there; the compiler cannot follow that.
  if (serial === null || fingerprint === null) throw new Error('agreed without serial number or fingerprint');
  return {
    ...common,
    nodeId: node.id,
    serial: normaliseSerial(serial.value),
    uuid: node.uuid?.source === 'node' ? usableUuid(node.uuid.value) : null,
    fingerprint: fingerprint.value,
  };
}

function whatDiffers({
  rows,
}: IdentityComparison): 'serial' | 'fingerprint' | 'uuid' | 'both' | 'incomplete' {
  const different = rows.filter(({ agrees }) => agrees === 'no').map(({ what }) => what);
  if (different.includes('serial') && different.includes('fingerprint')) return 'both';
  return different[0] ?? 'incomplete';
}

function slotOf(site: CurrentSite, slotId: string): Slot {
  const slot = site.require().pack.slots.find(({ id }) => id === slotId);
  if (slot === undefined) throw failed('bad-request', { call: 'nodes.compare', detail: `no slot ${slotId}` });
  return slot;
}
