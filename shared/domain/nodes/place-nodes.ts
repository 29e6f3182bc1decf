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

/** What the page shows: the machines in the order given, then what is bound and of which nothing is known any more. */
export function placeNodes(machines: readonly Machine[], placing: Placing): readonly PlacedNode[] {
  const taken = new Set<string>();
  const nodes = machines.map((machine) => {
    // A binding holds for one machine only, should two claim to be it.
    const binding =
      placing.bindings.find((each) => !taken.has(each.slotId) && isBoundTo(each, machine)) ?? null;
    if (binding !== null) taken.add(binding.slotId);
    return placed(machine, binding, placing);
  });
  const left = placing.bindings.filter(({ slotId }) => !taken.has(slotId));
  return [...nodes, ...left.map((binding) => placed(remembered(binding), binding, placing))];
}

/** A machine of which only its binding is left: its sightings were too old to keep, or its console was unplugged. */
function remembered({ nodeId, serial, uuid, boundAtMs, address }: Binding): Machine {
  const fact = <T>(value: T) => ({ value, source: 'known', learntAtMs: boundAtMs }) as const;
  return {
    ...{ id: nodeId, answer: 'silent', address, port: 0, presence: 'gone', lastSeenAtMs: boundAtMs },
    ...{ serial: fact(serial), uuid: uuid === null ? null : fact(uuid) },
    ...{ hostname: null, product: null, macs: null, talosVersion: null, machineStage: null },
    ...{ fingerprint: null, consoleFingerprint: null, consolePort: null, managed: null, earlier: null },
    ...{ sources: [], places: [], endpoints: [] },
  };
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

/**
 * A machine that still waits must show the certificate that was compared with its console. One that was bound without
 * a network must show the one that its console printed, as soon as it is seen there.
 */
function isStillConfirmed({ answer, fingerprint }: Machine, binding: Binding): boolean {
  if (fingerprint === null) return true;
  const waits = answer === 'waiting' || answer === 'old-maintenance' || answer === 'agent';
  const mustShow = waits || binding.way === 'serial-alone';
  return !mustShow || fingerprint.value === binding.fingerprint;
}

function candidates(machine: Machine, slots: readonly Slot[]): readonly string[] {
  // What somebody else runs is named, and not offered for anything.
  if (machine.managed !== null) return [];
  const serial = machine.serial === null ? null : usableSerial(machine.serial.value);
  const macs = new Set(machine.macs?.value.map((mac) => mac.toLowerCase()));
  const addresses = new Set([machine.address, ...machine.places.map(({ address }) => address)]);
  return slots
    .filter((slot) => {
      const isPlannedSerial =
        serial !== null && slot.serial !== undefined && normaliseSerial(slot.serial) === serial;
      const isOtherSerial = serial !== null && slot.serial !== undefined && !isPlannedSerial;
      const isPlannedMac = slot.macs?.some((mac) => macs.has(mac)) === true;
      const isPlannedAddress = addresses.has(slot.address.split('/')[0] ?? '');
      return isPlannedSerial || ((isPlannedMac || isPlannedAddress) && !isOtherSerial);
    })
    .map(({ id }) => id);
}
