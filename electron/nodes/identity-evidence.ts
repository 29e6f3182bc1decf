/** What is kept of an attempt to identify a node: everything that was compared, and from where each side was learnt. */

import { readFingerprint } from '../../shared/domain/nodes/fingerprint-text.ts';
import { readLabel } from '../../shared/domain/nodes/label/label.ts';
import type { IdentityComparison, NodeView } from '../../shared/domain/nodes/node-view.ts';
import type { Slot } from '../../shared/domain/sites/pack.ts';
import type { OpRecorder } from '../ports.ts';
import type { ConnectedConsole } from './identification-ports.ts';

export interface Attempt {
  readonly node: NodeView;
  readonly slot: Slot;
  readonly comparison: IdentityComparison;
  readonly labelSerial: string;
  readonly consoleFingerprint: string;
  /** The node's own console, when it is connected. */
  readonly console: ConnectedConsole | null;
}

/** The body of the op; holds nothing of the label but its serial number, article number and form. */
export function evidenceOf(attempt: Attempt): Readonly<Record<string, unknown>> {
  const { node, slot, comparison, labelSerial } = attempt;
  const { form = null, gtin = null } = readLabel(labelSerial) ?? {};
  return {
    nodeId: node.id,
    slotId: slot.id,
    slotLabel: slot.label,
    way: comparison.way,
    uuid: node.uuid?.value ?? null,
    address: node.address,
    rows: comparison.rows,
    causes: comparison.causes,
    label: { form, gtin },
    console: consoleEvidence(attempt),
  };
}

/** `read`: the laptop read it from that serial port itself; `typed`: a person copied it from a screen. */
function consoleEvidence({ console, consoleFingerprint }: Attempt): Readonly<Record<string, unknown>> | null {
  const typed = readFingerprint(consoleFingerprint);
  const printed = readFingerprint(console?.fingerprint ?? '');
  const isRead = console !== null && (typed === '' || typed === printed);
  if (!isRead) return typed === '' ? null : { how: 'typed' };
  const { port, uuid, readAtMs } = console;
  return { how: 'read', port, fingerprint: console.fingerprint, uuid, readAtMs };
}

/** An attempt that was refused is on record too: it tells of mixed-up boxes before they do harm. */
export function recordRefusal(ops: OpRecorder, attempt: Attempt, reason: string): void {
  const body = { ...evidenceOf(attempt), reason };
  ops.record({ kind: 'node.identity-refused', agg: `node:${attempt.node.id}`, body });
}
