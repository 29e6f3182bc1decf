import { create, type DescMessage, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { AnySchema } from '@bufbuild/protobuf/wkt';
import { type Event, EventSchema } from '../../../../electron/adapters/talos/gen/talos_machine_events_pb.js';
import { type Broadcast, createBroadcast } from '../broadcast.ts';
import { createXidMaker } from './xid.ts';

/** How many events the node keeps for those who come late. */
const KEPT_EVENTS = 1000;
/** The node's own prefix; not `type.googleapis.com/`. */
const TYPE_PREFIX = 'talos/runtime/';

export interface KeptEvent {
  readonly atMs: number;
  readonly event: Event;
}

/** The node's events since it was switched on. */
export interface EventLog {
  emit<D extends DescMessage>(schema: D, payload: MessageInitShape<D>, actorId?: string): void;
  kept(): readonly KeptEvent[];
  readonly live: Broadcast<KeptEvent>;
}

export function createEventLog(): EventLog {
  const makeId = createXidMaker();
  const kept: KeptEvent[] = [];
  const live = createBroadcast<KeptEvent>();
  return {
    emit(schema, payload, actorId = '') {
      const atMs = Date.now();
      const value = toBinary(schema, create(schema, payload));
      const data = create(AnySchema, { typeUrl: `${TYPE_PREFIX}${schema.typeName}`, value });
      const entry = { atMs, event: create(EventSchema, { data, id: makeId(atMs), actorId }) };
      kept.push(entry);
      if (kept.length > KEPT_EVENTS) kept.shift();
      live.send(entry);
    },
    kept: () => kept,
    live,
  };
}
