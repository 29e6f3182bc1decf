/**
 * The identity lock: the label on the box, what the node says over the network, and what its console prints must
 * agree before anything may be applied to it. Pure; changes nothing.
 */
import { normaliseSerial, usableSerial, usableUuid } from '../discovery/machine-ids.ts';
import { isPositive } from '../discovery/sighting.ts';
import type { Slot } from '../sites/pack.ts';
import type { Binding } from './binding.ts';
import { differenceCauses } from './difference-causes.ts';
import { FINGERPRINT_START_CHARACTERS, readFingerprint } from './fingerprint-text.ts';
import { readLabel } from './label/label.ts';
import type { IdentityComparison, LockWay, NodeView } from './node-view.ts';

export { FINGERPRINT_START_CHARACTERS };

type Row = IdentityComparison['rows'][number];

/** What a serial console that is connected now printed. */
export interface ConsoleWord {
  readonly port: string;
  readonly fingerprint: string | null;
  readonly uuid: string | null;
}

export interface IdentityClaim {
  readonly node: Pick<NodeView, 'id' | 'serial' | 'fingerprint'> &
    Partial<Pick<NodeView, 'uuid' | 'answer' | 'consoleFingerprint'>>;
  readonly slot: Pick<Slot, 'id' | 'serial'>;
  /** Typed or scanned from the label; empty when not done yet. */
  readonly labelSerial: string;
  /** Typed or pasted from the console: the fingerprint, its start, or the whole line that holds it. */
  readonly consoleFingerprint: string;
  /** `three-way` when left out. A node that answers on the network is always compared three ways. */
  readonly way?: LockWay;
  /** The node's own console, if it is connected: it stands in where nothing was typed. */
  readonly console?: ConsoleWord | null;
  /** What else is known on this visit, only for telling what may have caused a difference. */
  readonly around?: Around;
}

/** The other slots, nodes and bindings of the visit. */
export interface Around {
  readonly slots: readonly Pick<Slot, 'id' | 'serial'>[];
  readonly nodes: readonly Pick<NodeView, 'id' | 'fingerprint' | 'consoleFingerprint'>[];
  readonly bindings: readonly Pick<Binding, 'slotId' | 'serial'>[];
}

/**
 * `agrees` only when label and fingerprint do; `differs` as soon as anything does not; else `incomplete`. A plan
 * without a serial number is no hindrance; a plan with another one is. By `serial-alone` the label stands against the
 * plan, and the console must be connected and say which machine prints on it.
 */
export function compareIdentity(claim: IdentityClaim): IdentityComparison {
  const { node, slot, labelSerial } = claim;
  const wire = wireWord(claim.node);
  const isAnswering = wire.fingerprint !== null || isPositive(node.answer);
  const way: LockWay = claim.way === 'serial-alone' && !isAnswering ? 'serial-alone' : 'three-way';
  const label = readLabel(labelSerial)?.serial ?? '';
  const typed = readFingerprint(claim.consoleFingerprint);
  const console = claim.console ?? null;
  const printed = readFingerprint(console?.fingerprint ?? '');
  const serial = serialRow({ label, wire: wire.serial, planned: normaliseSerial(slot.serial ?? ''), way });
  const fingerprint =
    way === 'three-way'
      ? fingerprintRow(typed === '' ? printed : typed, wire.fingerprint)
      : printedRow(typed, printed, usableUuid(console?.uuid) !== null);
  const rows = [serial, fingerprint, ...uuidRow(usableUuid(console?.uuid), wire.uuid)];
  const verdict = rows.some(({ agrees }) => agrees === 'no')
    ? 'differs'
    : serial.agrees === 'yes' && fingerprint.agrees === 'yes'
      ? 'agrees'
      : 'incomplete';
  const compared: IdentityComparison = { nodeId: node.id, slotId: slot.id, rows, way, verdict, causes: [] };
  return { ...compared, causes: verdict === 'differs' ? differenceCauses(compared, claim) : [] };
}

/** What the node itself says now. A beacon's word is not its own. */
function wireWord({ serial, fingerprint, uuid }: IdentityClaim['node']) {
  const certificate = fingerprint?.source === 'node' ? fingerprint : null;
  // Said behind this certificate: what another one said at this address before does not count.
  const isSaidNow = (fact: { source: string; learntAtMs: number } | null | undefined): boolean =>
    fact?.source === 'node' && fact.learntAtMs === certificate?.learntAtMs;
  return {
    serial: isSaidNow(serial) ? usableSerial(serial?.value) : null,
    uuid: isSaidNow(uuid) ? usableUuid(uuid?.value) : null,
    fingerprint: certificate?.value ?? null,
  };
}

interface Serials {
  readonly label: string;
  readonly wire: string | null;
  readonly planned: string;
  readonly way: LockWay;
}
function serialRow({ label, wire, planned, way }: Serials): Row {
  const given = [label, planned].filter((text) => text !== '');
  const differences = wire === null ? [] : given.map((text) => firstDifference(text, wire));
  // Label against plan tells already, before the node has said anything.
  if (wire === null && given.length === 2) differences.push(firstDifference(label, planned));
  const differsAt = differences.find((index) => index !== null) ?? null;
  const other = wire ?? (way === 'serial-alone' ? planned : null);
  const isComplete = usableSerial(label) !== null && other !== null;
  return {
    what: 'serial',
    onTheBox: label === '' ? null : label,
    overTheNetwork: wire,
    onItsConsole: null,
    planned: planned === '' ? null : planned,
    agrees: differsAt !== null ? 'no' : isComplete ? 'yes' : 'not-checked',
    comparedCharacters: isComplete ? Math.min(label.length, other.length) : 0,
    differsAt,
  };
}

function fingerprintRow(console: string, wire: string | null): Row {
  const isStart = wire?.startsWith(console) === true;
  const differsAt = wire === null || console === '' || isStart ? null : firstDifference(console, wire);
  const isEnough = console.length >= FINGERPRINT_START_CHARACTERS;
  return {
    what: 'fingerprint',
    onTheBox: null,
    overTheNetwork: wire,
    onItsConsole: console === '' ? null : console,
    planned: null,
    agrees: differsAt !== null ? 'no' : wire !== null && isEnough ? 'yes' : 'not-checked',
    comparedCharacters: wire === null ? 0 : Math.min(console.length, wire.length),
    differsAt,
  };
}

/** Without a network the console speaks for itself; what was typed from its screen must be what it printed. */
function printedRow(typed: string, printed: string, hasUuid: boolean): Row {
  const row = fingerprintRow(typed === '' ? printed : typed, printed === '' ? null : printed);
  const isPrinting = printed.length >= FINGERPRINT_START_CHARACTERS || hasUuid;
  return {
    ...row,
    overTheNetwork: null,
    agrees: row.agrees === 'no' ? 'no' : isPrinting ? 'yes' : 'not-checked',
  };
}

/** Only where the console printed one; it can speak against a machine, never alone for it. */
function uuidRow(console: string | null, wire: string | null): readonly Row[] {
  if (console === null) return [];
  const differsAt = wire === null ? null : firstDifference(console, wire);
  return [
    {
      what: 'uuid',
      onTheBox: null,
      overTheNetwork: wire,
      onItsConsole: console,
      planned: null,
      agrees: differsAt !== null ? 'no' : wire === null ? 'not-checked' : 'yes',
      comparedCharacters: wire === null ? 0 : wire.length,
      differsAt,
    },
  ];
}

function firstDifference(one: string, other: string): number | null {
  const length = Math.max(one.length, other.length);
  for (let index = 0; index < length; index++) if (one[index] !== other[index]) return index;
  return null;
}
