import { z } from 'zod';
import { type Failure, failureCodes } from '../../failure/failure.ts';
import { type OpKind, opKinds } from '../sync/op.ts';
import { provisionSteps } from './flow-view.ts';
import type { ProvisionPlan } from './plan.ts';
import type { ActiveFlow, DoneFlow, ProvisionFlow } from './provision-flow.ts';

/** An operation that belongs to a state of the flow and may not have reached the log yet. */
export interface UnrecordedOp {
  /** Minted with the state it belongs to, so that recording it again after a kill records it once. */
  readonly opId: string;
  readonly kind: OpKind;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What the journal holds of one node: the state, and what the log must still be told of it. */
export interface FlowRecord {
  readonly flow: ProvisionFlow;
  readonly unrecorded: readonly UnrecordedOp[];
}

const text = z.string();
const instantMs = z.number();
const plan = z.strictObject({
  nodeId: text,
  slotId: text,
  label: text,
  hostname: text,
  role: z.enum(['controlplane', 'worker']),
  talosVersion: text,
  address: text,
  disk: z.strictObject({
    devPath: text,
    model: text,
    serial: text,
    sizeBytes: z.number(),
    oldData: z.array(text),
  }),
  configRedacted: text,
  configSha256: text,
  dryRun: z.strictObject({ accepted: z.boolean(), text }),
  fingerprint: text,
  hash: text,
}) satisfies z.ZodType<ProvisionPlan>;

const context = {
  flowId: text,
  attempt: z.int().positive(),
  plan,
  startedAtMs: instantMs,
  trail: z.array(
    z.strictObject({
      step: z.enum(provisionSteps),
      startedAtMs: instantMs,
      endedAtMs: instantMs.nullable(),
    }),
  ),
};
const reached = z.strictObject({ address: text, port: z.int(), fingerprint: text });
const bootstrap = z.enum(['done', 'already', 'not-needed']);
const active = z.discriminatedUnion('at', [
  z.strictObject({ at: z.literal('review'), ...context }),
  z.strictObject({ at: z.literal('apply'), ...context, sent: z.boolean() }),
  z.strictObject({ at: z.literal('install'), ...context }),
  z.strictObject({ at: z.literal('reconnect'), ...context }),
  z.strictObject({ at: z.literal('bootstrap'), ...context, reached }),
  z.strictObject({ at: z.literal('health'), ...context, reached, bootstrap }),
  z.strictObject({ at: z.literal('platform'), ...context, reached, bootstrap }),
]) satisfies z.ZodType<ActiveFlow>;
const done = z.strictObject({
  at: z.literal('done'),
  ...context,
  reached,
  bootstrap,
  revision: text.nullable(),
  endedAtMs: instantMs,
}) satisfies z.ZodType<DoneFlow>;
const failure = z.custom<Failure>(
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    'facts' in value &&
    'code' in value &&
    typeof value.code === 'string' &&
    Object.hasOwn(failureCodes, value.code),
);
const stopped = z.strictObject({
  at: z.literal('stopped'),
  ...context,
  resume: active,
  failure,
  endedAtMs: instantMs,
});

/** The journal's document of one flow, as it was written by this or an earlier version. */
export const flowRecordSchema = z.strictObject({
  flow: z.union([active, done, stopped]),
  unrecorded: z.array(
    z.strictObject({ opId: text, kind: z.enum(opKinds), body: z.record(z.string(), z.unknown()) }),
  ),
}) satisfies z.ZodType<FlowRecord>;
