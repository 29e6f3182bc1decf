import { failed } from '../../shared/failure/failure.ts';
import type { IdentificationPorts } from './identification-ports.ts';

/**
 * Frees a slot whose machine was exchanged, with the reason on record before it is free. Throws `slot-empty`, and
 * `busy` while its machine is being provisioned.
 */
export function releaseSlot(
  { slotId, reason }: { readonly slotId: string; readonly reason: string },
  { site, ops, bindings, stageOf, changed }: IdentificationPorts,
): null {
  const { enrolment, pack } = site.require();
  const slotLabel = pack.slots.find(({ id }) => id === slotId)?.label ?? slotId;
  // A slot that a newer pack no longer has can still hold a machine, and is freed all the same.
  const binding = bindings.all(enrolment.site).find((each) => each.slotId === slotId);
  if (binding === undefined) throw failed('slot-empty', { slot: slotLabel });
  const { nodeId, serial, uuid, way, boundAtMs } = binding;
  if (stageOf(nodeId) === 'provisioning') throw failed('busy', { what: slotLabel });
  const boundAt = new Date(boundAtMs).toISOString();
  ops.record({
    kind: 'node.released',
    agg: `node:${nodeId}`,
    body: { nodeId, slotId, slotLabel, serial, uuid, way, boundAt, reason },
  });
  bindings.release(enrolment.site, slotId);
  changed();
  return null;
}
