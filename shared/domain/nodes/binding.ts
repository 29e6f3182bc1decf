import { z } from 'zod';
import { usableSerial, usableUuid } from '../discovery/machine-ids.ts';
import type { NodeView } from './node-view.ts';

/** One machine bound to one slot, with what was confirmed then. Made only when everything agreed. */
export const bindingSchema = z.strictObject({
  slotId: z.string(),
  /** The node's id for the rest of the visit, even when a better one becomes known. */
  nodeId: z.string(),
  /** As compared: without spaces and hyphens, in capitals. */
  serial: z.string().min(1),
  uuid: z.string().nullable(),
  /** Of the certificate that the console printed and, with `three-way`, the wire presented; empty when none was printed. */
  fingerprint: z.string(),
  address: z.string(),
  boundAtMs: z.int(),
  way: z.enum(['three-way', 'serial-alone']).default('three-way'),
});
export type Binding = Readonly<z.infer<typeof bindingSchema>>;

type Stated = Pick<NodeView, 'serial' | 'uuid'> & Partial<Pick<NodeView, 'consoleFingerprint'>>;

/** Whether the binding is of this machine, judged only by what the machine itself stated. */
export function isBoundTo(binding: Binding, machine: Stated): boolean {
  const serial = machine.serial?.source === 'node' ? usableSerial(machine.serial.value) : null;
  const uuid = machine.uuid?.source === 'node' ? usableUuid(machine.uuid.value) : null;
  // Both where both are known: boards with a cloned UUID differ in the serial number, and the other way round.
  if (serial !== null && serial !== binding.serial) return false;
  if (uuid !== null && binding.uuid !== null && uuid !== binding.uuid) return false;
  if (serial !== null || (uuid !== null && binding.uuid !== null)) return true;
  return binding.way === 'serial-alone' && isOnConsole(binding, machine);
}

/** Never seen on the network: then it is the one whose console printed what was kept as evidence. */
function isOnConsole(binding: Binding, { uuid, consoleFingerprint }: Stated): boolean {
  const printed = uuid?.source === 'console' ? usableUuid(uuid.value) : null;
  if (printed !== null && binding.uuid !== null) return printed === binding.uuid;
  return binding.fingerprint !== '' && consoleFingerprint?.value === binding.fingerprint;
}
