/** Lays the plan, the bindings and the state of provisioning over the machines that were found. */
import type { Machine } from '../discovery/fold/fold-sightings.ts';
import { normaliseSerial, usableSerial } from '../discovery/machine-ids.ts';
import type { Slot } from '../sites/pack.ts';
import { type Binding, isBoundTo } from './binding.ts';
import type { NodeStage, NodeView } from './node-view.ts';

export interface Placing {
  readonly slots: readonly Slot[];
  readonly bindings: readonly Binding[];
  /** How far provisioning has brought a node; null when it has not begun. */
  readonly stageOf: (nodeId: string) => NodeStage | null;
}

/** A node with every id under which it may still be asked for. */
export interface PlacedNode {
  readonly view: NodeView;
  readonly binding: Binding | null;
  readonly endpoints: readonly string[];
  readonly aliases: readonly string[];
}

/** What the page shows, in the order of the machines given. */
export function placeNodes(machines: readonly Machine[], placing: Placing): readonly PlacedNode[] {
  const taken = new Set<string>();
  return machines.map((machine) => {
    // A binding holds for one machine only, should two claim to be it.
    const binding =
      placing.bindings.find((each) => !taken.has(each.slotId) && isBoundTo(each, machine)) ?? null;
    if (binding !== null) taken.add(binding.slotId);
    return placed(machine, binding, placing);
  });
}

function placed(machine: Machine, binding: Binding | null, { slots, stageOf }: Placing): PlacedNode {
  const { endpoints, ...observed } = machine;
  const id = binding?.nodeId ?? machine.id;
  const slot = slots.find((each) => each.id === binding?.slotId);
  const identified = binding !== null && isStillConfirmed(machine, binding);
  const view: NodeView = {
    ...observed,
    id,
    name: slot?.label ?? machine.hostname?.value ?? machine.serial?.value ?? machine.address,
    slotId: slot?.id ?? null,
    candidateSlotIds: binding === null ? candidates(machine, slots) : [],
    stage: stageOf(id) ?? (identified ? 'identified' : 'found'),
    identified,
    lock: identified ? (binding?.way ?? null) : null,
  };
  return {
    view,
    binding,
    endpoints,
    aliases: [machine.id, ...endpoints.map((endpoint) => `addr:${endpoint}`)],
  };
}

/** A machine that still waits must show the certificate that was compared with its console. */
function isStillConfirmed({ answer, fingerprint }: Machine, binding: Binding): boolean {
  const waits = answer === 'waiting' || answer === 'old-maintenance' || answer === 'agent';
  return !waits || fingerprint === null || fingerprint.value === binding.fingerprint;
}

function candidates(machine: Machine, slots: readonly Slot[]): readonly string[] {
  const serial = machine.serial === null ? null : usableSerial(machine.serial.value);
  return slots
    .filter((slot) => {
      const isPlannedSerial =
        serial !== null && slot.serial !== undefined && normaliseSerial(slot.serial) === serial;
      const isOtherSerial = serial !== null && slot.serial !== undefined && !isPlannedSerial;
      const isPlannedAddress = slot.address.split('/')[0] === machine.address;
      return isPlannedSerial || (isPlannedAddress && !isOtherSerial);
    })
    .map(({ id }) => id);
}
