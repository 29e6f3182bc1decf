import { Code } from '../../../../electron/adapters/talos/gen/talos_common_pb.js';
import {
  PhaseEvent_Action,
  PhaseEventSchema,
  SequenceEvent_Action,
  SequenceEventSchema,
  TaskEvent_Action,
  TaskEventSchema,
} from '../../../../electron/adapters/talos/gen/talos_machine_events_pb.js';
import type { Machine } from '../machine.ts';

export interface Task {
  readonly name: string;
  /** On a real machine. */
  readonly nominalSeconds: number;
  /** Happens after that time; throws an Error to fail the sequence. */
  readonly run?: () => void | Promise<void>;
}

export interface Phase {
  readonly name: string;
  readonly tasks: readonly Task[];
}

/** Runs phases in order with the events and console lines of the node; rethrows what a task throws. */
export async function runSequence(machine: Machine, name: string, phases: readonly Phase[]): Promise<void> {
  const began = Date.now();
  machine.kernel.talos(`${name} sequence: ${phases.length} phase(s)`);
  emitSequence(machine, name, SequenceEvent_Action.START);
  try {
    for (const [index, phase] of phases.entries())
      await runPhase(machine, phase, `(${index + 1}/${phases.length})`);
  } catch (error) {
    if (machine.runSignal.aborted) throw error;
    const message = error instanceof Error ? error.message : String(error);
    machine.kernel.talos(`${name} sequence: failed: ${message}`);
    machine.events.emit(SequenceEventSchema, {
      sequence: name,
      action: SequenceEvent_Action.NOOP,
      error: { code: Code.FATAL, message },
    });
    throw error;
  }
  machine.kernel.talos(`${name} sequence: done: ${Date.now() - began}ms`);
  emitSequence(machine, name, SequenceEvent_Action.STOP);
}

export function emitSequence(
  machine: Machine,
  sequence: string,
  action: SequenceEvent_Action,
  actorId = '',
): void {
  machine.events.emit(SequenceEventSchema, { sequence, action }, actorId);
}

export function emitTask(machine: Machine, task: string, action: TaskEvent_Action): void {
  machine.events.emit(TaskEventSchema, { task, action });
}

async function runPhase(machine: Machine, phase: Phase, position: string): Promise<void> {
  const began = Date.now();
  machine.kernel.talos(`phase ${phase.name} ${position}: ${phase.tasks.length} tasks(s)`);
  machine.events.emit(PhaseEventSchema, { phase: phase.name, action: PhaseEvent_Action.START });
  for (const [index, task] of phase.tasks.entries())
    await runTask(machine, task, `(${index + 1}/${phase.tasks.length})`);
  machine.events.emit(PhaseEventSchema, { phase: phase.name, action: PhaseEvent_Action.STOP });
  machine.kernel.talos(`phase ${phase.name} ${position}: done, ${Date.now() - began}ms`);
}

async function runTask(machine: Machine, task: Task, position: string): Promise<void> {
  const began = Date.now();
  machine.kernel.talos(`task ${task.name} ${position}: starting`);
  emitTask(machine, task.name, TaskEvent_Action.START);
  try {
    await machine.pass(task.nominalSeconds);
    await task.run?.();
  } catch (error) {
    if (!machine.runSignal.aborted) {
      machine.kernel.talos(
        `task ${task.name} ${position}: failed: ${error instanceof Error ? error.message : error}`,
      );
    }
    throw error;
  }
  emitTask(machine, task.name, TaskEvent_Action.STOP);
  machine.kernel.talos(`task ${task.name} ${position}: done, ${Date.now() - began}ms`);
}
