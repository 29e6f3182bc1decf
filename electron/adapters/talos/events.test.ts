import { create, toBinary } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { decodeEvent } from './events.ts';
import {
  EventSchema,
  MachineStatusEventSchema,
  PhaseEventSchema,
  SequenceEventSchema,
  ServiceStateEventSchema,
} from './gen/talos_machine_events_pb.js';

const event = (name: string, value: Uint8Array, prefix = 'talos/runtime/') =>
  create(EventSchema, { id: 'cabc', data: { typeUrl: `${prefix}${name}`, value } });

test('the empty event at the start of a stream is no event', () => {
  expect(decodeEvent(create(EventSchema, {}))).toBeNull();
  expect(decodeEvent(create(EventSchema, { data: { typeUrl: '' } }))).toBeNull();
});

test.each([
  [
    'machine.SequenceEvent',
    toBinary(SequenceEventSchema, create(SequenceEventSchema, { sequence: 'install', action: 1 })),
    { kind: 'sequence', text: 'install sequence start' },
  ],
  [
    'machine.SequenceEvent',
    toBinary(
      SequenceEventSchema,
      create(SequenceEventSchema, { sequence: 'install', action: 2, error: { message: 'no disk' } }),
    ),
    { kind: 'sequence', text: 'install sequence stop failed: no disk' },
  ],
  [
    'machine.PhaseEvent',
    toBinary(PhaseEventSchema, create(PhaseEventSchema, { phase: 'reboot\u0007\u202e', action: 0 })),
    { kind: 'phase', text: 'phase reboot start' },
  ],
  [
    'machine.ServiceStateEvent',
    toBinary(
      ServiceStateEventSchema,
      create(ServiceStateEventSchema, { service: 'etcd', action: 6, message: 'exit 1' }),
    ),
    { kind: 'service', text: 'service etcd failed: exit 1' },
  ],
  [
    'machine.MachineStatusEvent',
    toBinary(
      MachineStatusEventSchema,
      create(MachineStatusEventSchema, {
        stage: 4,
        status: { ready: false, unmetConditions: [{ name: 'time', reason: 'not synced' }] },
      }),
    ),
    {
      kind: 'machine',
      text: 'machine is running, waits for time: not synced',
      stage: 'running',
      ready: false,
      unmet: ['time: not synced'],
    },
  ],
])('%s reads as a person would say it', (name, value, expected) => {
  expect(decodeEvent(event(name, value))).toEqual({ id: 'cabc', ...expected });
});

test('an event of an unknown kind, of another prefix, or that does not decode is shown by what is known', () => {
  expect(decodeEvent(event('machine.NewEvent', new Uint8Array()))).toMatchObject({
    kind: 'other',
    text: 'machine.NewEvent',
  });
  expect(decodeEvent(event('machine.PhaseEvent', new Uint8Array(), 'type.googleapis.com/'))).toMatchObject({
    kind: 'other',
    text: 'event',
  });
  expect(decodeEvent(event('machine.PhaseEvent', new Uint8Array([0xff, 0xff])))).toMatchObject({
    kind: 'other',
  });
});
