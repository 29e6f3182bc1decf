/** Why label, network and console disagree, as far as what is known on the visit tells. */
import { normaliseSerial } from '../discovery/machine-ids.ts';
import { FINGERPRINT_START_CHARACTERS, readFingerprint } from './fingerprint-text.ts';
import type { Around, IdentityClaim } from './identity-lock.ts';
import { isTypingSlip } from './label/typing-slip.ts';
import type { DifferenceCause, IdentityComparison } from './node-view.ts';

type Row = IdentityComparison['rows'][number];
const nothing: Around = { slots: [], nodes: [], bindings: [] };

/** The likeliest first: what fits exactly goes before what fits nearly. Never empty for a comparison that differs. */
export function differenceCauses(
  { rows, slotId }: IdentityComparison,
  {
    node,
    around = nothing,
    consoleFingerprint,
  }: Pick<IdentityClaim, 'node' | 'around' | 'consoleFingerprint'>,
): readonly DifferenceCause[] {
  const causes = rows
    .filter(({ agrees }) => agrees === 'no')
    .flatMap((row) => {
      if (row.what === 'serial') return serialCauses(row, slotId, around);
      if (row.what === 'uuid') return ['console-of-other-node'] as const;
      return fingerprintCauses(row, { node, around, consoleFingerprint });
    });
  return [...new Set(causes)];
}

function serialCauses(row: Row, slotId: string, around: Around): readonly DifferenceCause[] {
  const { onTheBox: label, overTheNetwork: wire, planned } = row;
  const others = around.slots.filter(({ id }) => id !== slotId);
  const isOfOtherSlot = (serial: string | null): boolean =>
    serial !== null && others.some((slot) => normaliseSerial(slot.serial ?? '') === serial);
  const earlier = around.bindings.find((binding) => binding.slotId === slotId)?.serial ?? null;
  const isLabelRight = label !== null && label === wire;
  const causes: DifferenceCause[] = [];
  if (label !== wire && label !== planned && isOfOtherSlot(label)) causes.push('label-of-other-slot');
  if (wire !== label && wire !== planned && isOfOtherSlot(wire)) causes.push('cables-swapped');
  // Label and network agree, so the box is what it says it is; it is the box of another slot, or a new one.
  if (isLabelRight && isOfOtherSlot(wire)) causes.push('label-of-other-slot');
  if (isLabelRight && !isOfOtherSlot(wire)) causes.push('machine-exchanged');
  if (label !== null && [wire, planned].some((meant) => meant !== null && isTypingSlip(label, meant)))
    causes.push('typing-slip');
  if (earlier !== null && earlier !== (wire ?? label)) causes.push('machine-exchanged');
  return causes.length > 0 ? causes : ['cables-swapped'];
}

function fingerprintCauses(
  row: Row,
  {
    node,
    around = nothing,
    consoleFingerprint,
  }: Pick<IdentityClaim, 'node' | 'around' | 'consoleFingerprint'>,
): readonly DifferenceCause[] {
  const console = row.onItsConsole ?? '';
  const isStartOf = (whole: string | undefined): boolean =>
    console.length >= FINGERPRINT_START_CHARACTERS && whole?.startsWith(console) === true;
  const others = around.nodes.filter(({ id }) => id !== node.id);
  const causes: DifferenceCause[] = [];
  if (
    others.some((other) => isStartOf(other.fingerprint?.value) || isStartOf(other.consoleFingerprint?.value))
  )
    causes.push('console-of-other-node');
  // Its own console printed just this, and the certificate on the network is newer.
  const own = node.consoleFingerprint ?? null;
  const isOlder = own !== null && own.learntAtMs <= (node.fingerprint?.learntAtMs ?? 0);
  if (own !== null && isOlder && isStartOf(own.value)) causes.push('certificate-renewed');
  const meant = (row.overTheNetwork ?? own?.value ?? '').slice(0, console.length);
  const isTyped = readFingerprint(consoleFingerprint) !== '';
  if (isTyped && isFingerprintSlip(console, meant)) causes.push('typing-slip');
  return causes.length > 0 ? causes : ['certificate-renewed', 'console-of-other-node'];
}

/** Case is lost first when base64 is read aloud or typed. */
function isFingerprintSlip(typed: string, meant: string): boolean {
  return typed.toLowerCase() === meant.toLowerCase() || isTypingSlip(typed, meant);
}
