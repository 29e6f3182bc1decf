import { fromBinary, type Message } from '@bufbuild/protobuf';
import type { GenMessage } from '@bufbuild/protobuf/codegenv2';
import type { Client } from '@connectrpc/connect';
import { FailureError } from '../../../shared/failure/failure.ts';
import type { NodeEvent } from '../../nodes/node-link.ts';
import {
  AddressEventSchema,
  ConfigLoadErrorEventSchema,
  ConfigValidationErrorEventSchema,
  type Event,
  MachineStatusEventSchema,
  PhaseEvent_Action,
  PhaseEventSchema,
  RestartEventSchema,
  SequenceEvent_Action,
  SequenceEventSchema,
  ServiceStateEvent_Action,
  ServiceStateEventSchema,
  TaskEvent_Action,
  TaskEventSchema,
} from './gen/talos_machine_events_pb.js';
import type { MachineService } from './gen/talos_machine_pb.js';
import { cleanLine } from './wire/clean-text.ts';
import { SENTENCE_LIMIT, SHORT_TEXT_LIMIT } from './wire/limits.ts';
import type { NodeSession } from './wire/node-session.ts';
import { itemsOf } from './wire/read-stream.ts';

/** Talos packs its events under this prefix and not under `type.googleapis.com/`. */
const TYPE_PREFIX = 'talos/runtime/';
/** Unmet conditions of one event that are kept; a real node has six. */
const CONDITION_LIMIT = 50;

/**
 * Kept events and then new ones. Ends without an error when the signal ends or when a connection that carried
 * events breaks, as it does when the node restarts; throws when the stream never came up.
 */
export async function* followEvents(
  session: NodeSession,
  machine: Client<typeof MachineService>,
  afterId: string | null,
  signal: AbortSignal,
): AsyncGenerator<NodeEvent, void, undefined> {
  const request = afterId === null ? { tailEvents: -1 } : { tailId: afterId };
  let live = false;
  try {
    for await (const event of itemsOf((stop) => machine.events(request, { signal: stop }), signal)) {
      live = true;
      const decoded = decodeEvent(event);
      if (decoded !== null) yield decoded;
    }
  } catch (error) {
    if (signal.aborted) return;
    const failure = session.failureOf(error, 'events', 0);
    // Only a break of the connection is an end; garbage and refusals are not.
    if (live && failure instanceof FailureError && failure.failure.code === 'node-unreachable') return;
    throw failure;
  }
}

/** An event in a form that a person can read; null for the empty one that only says that the stream is live. */
export function decodeEvent({ data, id }: Event): NodeEvent | null {
  if (data === undefined || data.typeUrl === '') return null;
  const name = data.typeUrl.startsWith(TYPE_PREFIX) ? data.typeUrl.slice(TYPE_PREFIX.length) : '';
  const decoded = readers.get(name)?.(data.value) ?? { kind: 'other', text: name || 'event' };
  const text = cleanLine(decoded.text, SENTENCE_LIMIT);
  return { ...decoded, text, id: cleanLine(id, SHORT_TEXT_LIMIT) };
}

type Decoded = Omit<NodeEvent, 'id'>;

const readers = new Map<string, (bytes: Uint8Array) => Decoded | null>([
  reader(SequenceEventSchema, ({ sequence, action, error }) => {
    const ended = error === undefined || error.message === '' ? '' : ` failed: ${error.message}`;
    return { kind: 'sequence', text: `${sequence} sequence ${word(SequenceEvent_Action, action)}${ended}` };
  }),
  reader(PhaseEventSchema, ({ phase, action }) => ({
    kind: 'phase',
    text: `phase ${phase} ${word(PhaseEvent_Action, action)}`,
  })),
  reader(TaskEventSchema, ({ task, action }) => ({
    kind: 'task',
    text: `task ${task} ${word(TaskEvent_Action, action)}`,
  })),
  reader(ServiceStateEventSchema, ({ service, action, message }) => ({
    kind: 'service',
    text: `service ${service} ${word(ServiceStateEvent_Action, action)}${message === '' ? '' : `: ${message}`}`,
  })),
  reader(RestartEventSchema, () => ({ kind: 'other', text: 'machine restarts' })),
  reader(ConfigLoadErrorEventSchema, ({ error }) => ({ kind: 'config-error', text: error })),
  reader(ConfigValidationErrorEventSchema, ({ error }) => ({ kind: 'config-error', text: error })),
  reader(AddressEventSchema, ({ hostname, addresses }) => ({
    kind: 'address',
    text: `${hostname} has ${addresses.slice(0, CONDITION_LIMIT).join(', ')}`,
  })),
  reader(MachineStatusEventSchema, ({ stage, status }) => {
    const name = machineStages[stage] ?? 'unknown';
    const ready = status?.ready ?? false;
    const unmet = (status?.unmetConditions ?? [])
      .slice(0, CONDITION_LIMIT)
      .map((each) => cleanLine(`${each.name}: ${each.reason}`, SENTENCE_LIMIT));
    const waiting = unmet.length === 0 ? '' : `, waits for ${unmet.join('; ')}`;
    return {
      kind: 'machine',
      text: `machine is ${name}${ready ? ' and ready' : ''}${waiting}`,
      stage: name,
      ready,
      unmet,
    };
  }),
]);

/** Names of MachineStatusEvent.MachineStage by number, as the MachineStatuses resource spells them. */
const machineStages: readonly string[] = [
  'unknown',
  'booting',
  'installing',
  'maintenance',
  'running',
  'rebooting',
  'shutting down',
  'resetting',
  'upgrading',
];

function reader<T extends Message>(
  schema: GenMessage<T>,
  describe: (message: T) => Decoded,
): [string, (bytes: Uint8Array) => Decoded | null] {
  const read = (bytes: Uint8Array): Decoded | null => {
    try {
      return describe(fromBinary(schema, bytes));
    } catch {
      // An event that cannot be decoded is shown by its name; the stream is not worth losing for it.
      return null;
    }
  };
  return [schema.typeName, read];
}

function word(names: Readonly<Record<number, string>>, action: number): string {
  return (names[action] ?? 'changed').toLowerCase();
}
