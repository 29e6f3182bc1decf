/**
 * The identity lock: the label on the box, what the node says over the network, and what its console prints must
 * agree before anything may be applied to it. Pure; changes nothing.
 */
import { normaliseSerial, usableSerial } from '../discovery/machine-ids.ts';
import type { Slot } from '../sites/pack.ts';
import type { IdentityComparison, NodeView } from './node-view.ts';

/** 12 of 44 base64 characters are 72 bits: nobody makes a second key with the same start. */
export const FINGERPRINT_START_CHARACTERS = 12;
/** SHA-256 in base64 with padding. */
const FINGERPRINT_CHARACTERS = 44;

type Row = IdentityComparison['rows'][number];

export interface IdentityClaim {
  readonly node: Pick<NodeView, 'id' | 'serial' | 'fingerprint'>;
  readonly slot: Pick<Slot, 'id' | 'serial'>;
  /** Typed or scanned from the label; empty when not done yet. */
  readonly labelSerial: string;
  /** Typed or pasted from the console: the fingerprint, its start, or the whole line that holds it. */
  readonly consoleFingerprint: string;
}

/**
 * `agrees` only when both rows do; `differs` as soon as one does not; else `incomplete`. A plan without a serial
 * number is no hindrance; a plan with another one is.
 */
export function compareIdentity({
  node,
  slot,
  labelSerial,
  consoleFingerprint,
}: IdentityClaim): IdentityComparison {
  // A beacon's word is not the node's own.
  const certificate = node.fingerprint?.source === 'node' ? node.fingerprint : null;
  // Said behind this certificate: what another one said at this address before does not count.
  const isSaidNow = node.serial?.source === 'node' && node.serial.learntAtMs === certificate?.learntAtMs;
  const wireSerial = isSaidNow ? usableSerial(node.serial?.value) : null;
  const wireFingerprint = certificate?.value ?? null;
  const rows = [
    serialRow(normaliseSerial(labelSerial), wireSerial, normaliseSerial(slot.serial ?? '')),
    fingerprintRow(normaliseFingerprint(consoleFingerprint), wireFingerprint),
  ];
  const differs = rows.some(({ agrees }) => agrees === 'no');
  const verdict = differs
    ? 'differs'
    : rows.every(({ agrees }) => agrees === 'yes')
      ? 'agrees'
      : 'incomplete';
  return { nodeId: node.id, slotId: slot.id, rows, way: 'three-way', verdict, causes: [] };
}

function serialRow(label: string, wire: string | null, planned: string): Row {
  const given = [label, planned].filter((text) => text !== '');
  const differences = wire === null ? [] : given.map((text) => firstDifference(text, wire));
  // Label against plan tells already, before the node has said anything.
  if (wire === null && given.length === 2) differences.push(firstDifference(label, planned));
  const differsAt = differences.find((index) => index !== null) ?? null;
  const isComplete = label !== '' && wire !== null;
  return {
    what: 'serial',
    onTheBox: label === '' ? null : label,
    overTheNetwork: wire,
    onItsConsole: null,
    planned: planned === '' ? null : planned,
    agrees: differsAt !== null ? 'no' : isComplete ? 'yes' : 'not-checked',
    comparedCharacters: isComplete ? Math.min(label.length, wire.length) : 0,
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

/** Base64 keeps its case; spaces, line ends and the marks that people group by do not count. */
function normaliseFingerprint(raw: string): string {
  // A pasted console line: `"fingerprint": "…="` or `--cert-fingerprint '…='`.
  const whole = /(?:^|[^A-Za-z0-9+/])([A-Za-z0-9+/]{43}=)(?![A-Za-z0-9+/=])/.exec(raw);
  const text = whole?.[1] ?? raw.replace(/[\s\p{Cf}\p{Pd}:.,'"]/gu, '');
  return text.slice(0, FINGERPRINT_CHARACTERS + 1);
}

function firstDifference(one: string, other: string): number | null {
  const length = Math.max(one.length, other.length);
  for (let index = 0; index < length; index++) if (one[index] !== other[index]) return index;
  return null;
}
