import {
  MachineStatusEvent_MachineStage,
  SequenceEvent_Action,
} from '../../../../electron/adapters/talos/gen/talos_machine_events_pb.js';
import type { Machine, PowerAction } from '../machine.ts';
import { bootMachine } from './boot.ts';
import type { NodeDoor } from './door.ts';
import { emitSequence } from './sequence.ts';

/** From the end of the last run to the first line of the next: firmware, boot loader, kernel. */
const FIRMWARE_SECONDS = 14;
/** What an orderly end takes. */
const STOPPING_SECONDS = 2;

const STAGE_AFTER = {
  reboot: 'rebooting',
  reset: 'resetting',
  shutdown: 'shutting down',
  stop: 'shutting down',
  cut: 'unknown',
} as const;

/** Runs the machine, start after start, until it is stopped for good. */
export async function runMachine(machine: Machine, door: NodeDoor): Promise<void> {
  while (!machine.stopSignal.aborted) {
    machine.beginRun();
    const action = await oneRun(machine, door);
    await goDown(machine, door, action);
    if (action !== 'stop') await stayDown(machine, action);
  }
}

async function oneRun(machine: Machine, door: NodeDoor): Promise<PowerAction> {
  try {
    return await bootMachine(machine, door);
  } catch (error) {
    if (machine.runSignal.aborted) return powerAction(machine.runSignal.reason);
    throw error;
  }
}

function powerAction(reason: unknown): PowerAction {
  const isKnown = reason === 'reset' || reason === 'shutdown' || reason === 'stop' || reason === 'cut';
  return isKnown ? reason : 'reboot';
}

async function goDown(machine: Machine, door: NodeDoor, action: PowerAction): Promise<void> {
  const { hostname } = machine.network;
  const wasRunning = machine.role !== null && machine.stage === 'running';
  machine.stage = STAGE_AFTER[action];
  // Who pulls the plug waits for nothing.
  if (action !== 'stop' && action !== 'cut' && !machine.stopSignal.aborted) {
    emitSequence(machine, action, SequenceEvent_Action.START, machine.actorId);
    machine.kernel.talos(`${action} sequence: 6 phase(s)`);
    machine.changed();
    await quietly(machine.clock.pass(STOPPING_SECONDS, machine.stopSignal));
  }
  machine.endRun(action);
  machine.cluster?.leave(machine.options.name);
  if (wasRunning) machine.options.kubernetes?.down(hostname);
  if (action === 'reset') forget(machine);
  await door.show(null);
  machine.services.clear();
  machine.active = null;
  machine.etcd = 'absent';
  machine.isKubernetesReady = false;
  machine.isTimeSynced = false;
  machine.isOff = action === 'shutdown';
  exchangeBox(machine);
  machine.changed();
}

/** The one that waited beside the rack is put in, with disks of its own. */
function exchangeBox(machine: Machine): void {
  const { nextBox } = machine;
  if (nextBox === null) return;
  machine.nextBox = null;
  machine.hardware = nextBox;
  machine.label = nextBox.serial;
  machine.lostDisks.clear();
  machine.wiped.clear();
  machine.kernel.begin();
  forget(machine);
}

/** The disks are empty afterwards. */
function forget(machine: Machine): void {
  machine.persisted.config = null;
  machine.persisted.systemDisk = null;
  machine.persisted.hasEtcdData = false;
  machine.persisted.meta.clear();
}

async function stayDown(machine: Machine, action: PowerAction): Promise<void> {
  if (action === 'shutdown') await quietly(machine.until(() => !machine.isOff, machine.stopSignal));
  await quietly(machine.until(() => machine.habits.stuckAfterReboot !== true, machine.stopSignal));
  await quietly(machine.clock.pass(FIRMWARE_SECONDS, machine.stopSignal));
}

/** The only thing that can reject here is the end of the simulation, which the loop looks at itself. */
async function quietly(wait: Promise<void>): Promise<void> {
  await wait.catch(() => undefined);
}

/** The node's stage as its events number it. */
export const STAGE_NUMBER = {
  unknown: MachineStatusEvent_MachineStage.UNKNOWN,
  booting: MachineStatusEvent_MachineStage.BOOTING,
  installing: MachineStatusEvent_MachineStage.INSTALLING,
  maintenance: MachineStatusEvent_MachineStage.MAINTENANCE,
  running: MachineStatusEvent_MachineStage.RUNNING,
  rebooting: MachineStatusEvent_MachineStage.REBOOTING,
  'shutting down': MachineStatusEvent_MachineStage.SHUTTING_DOWN,
  resetting: MachineStatusEvent_MachineStage.RESETTING,
} as const;
