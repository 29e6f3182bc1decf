/**
 * The console's HTTP contract: what a laptop and its regional console say to each other.
 * Both sides parse with these schemas; a laptop never trusts an answer that does not parse.
 */
import { z } from 'zod';
import { opKinds } from '../domain/sync/op.ts';

/** A push batch holds at most this many ops and bytes. */
export const PUSH_LIMIT_OPS = 500;
export const PUSH_LIMIT_BYTES = 1024 * 1024;
/** A pull page holds at most this many ops. */
export const PULL_LIMIT_OPS = 500;
/** Largest JSON answer a laptop reads from the console. */
export const ANSWER_LIMIT_BYTES = 8 * 1024 * 1024;

const hex64 = z.string().regex(/^[0-9a-f]{64}$/);
const id = z.string().min(1).max(128);

export const opSchema = z.strictObject({
  opId: z.uuid(),
  kind: z.enum(opKinds),
  v: z.literal(1),
  site: id,
  region: id,
  agg: z.string().min(1).max(200),
  dev: id,
  devSeq: z.int().positive(),
  actor: z.string().min(1).max(200),
  at: z.iso.datetime(),
  bodyHash: hex64,
  prevHash: hex64,
  hash: hex64,
  salt: z.string().regex(/^[0-9a-f]{32}$/),
  body: z.record(z.string(), z.unknown()),
});

/** `POST /v1/hello` */
export const helloRequestSchema = z.strictObject({
  device: id,
  appVersion: z.string().max(50),
  protocol: z.strictObject({ min: z.int(), max: z.int() }),
});
export const helloAnswerSchema = z.object({
  protocol: z.int(),
  region: id,
  serverTime: z.iso.datetime(),
  device: z.enum(['active', 'suspended']),
  pack: z.object({ version: z.int().positive() }).nullable(),
});
export type HelloAnswer = z.infer<typeof helloAnswerSchema>;

/** `POST /v1/push`: ops in devSeq order. `headSignature` is Ed25519 over the last op's hash (hex text), base64. */
export const pushRequestSchema = z.strictObject({
  device: id,
  ops: z.array(opSchema).min(1).max(PUSH_LIMIT_OPS),
  headSignature: z.string().max(100),
  devicePublicKey: z.string().max(200),
});
export type PushRequest = z.infer<typeof pushRequestSchema>;
export const verdictSchema = z.discriminatedUnion('verdict', [
  z.object({ opId: z.uuid(), verdict: z.literal('accepted'), seq: z.int().positive() }),
  z.object({ opId: z.uuid(), verdict: z.literal('duplicate'), seq: z.int().positive() }),
  z.object({ opId: z.uuid(), verdict: z.literal('conflict'), seq: z.int().positive(), conflictId: id }),
  z.object({ opId: z.uuid(), verdict: z.literal('refused'), code: id, fixable: z.boolean() }),
  z.object({ opId: z.uuid(), verdict: z.literal('deferred'), after: id }),
]);
export const pushAnswerSchema = z.object({
  serverTime: z.iso.datetime(),
  verdicts: z.array(verdictSchema).max(PUSH_LIMIT_OPS),
});
export type PushAnswer = z.infer<typeof pushAnswerSchema>;

/** `POST /v1/pull`: what the console holds after `cursor` (a site sequence number). */
export const pullRequestSchema = z.strictObject({
  device: id,
  site: id,
  cursor: z.int().min(0),
  limit: z.int().positive().max(PULL_LIMIT_OPS),
});
export const pullAnswerSchema = z.object({
  serverTime: z.iso.datetime(),
  ops: z.array(z.object({ seq: z.int().positive(), op: opSchema })).max(PULL_LIMIT_OPS),
  nextCursor: z.int().min(0),
  more: z.boolean(),
});
export type PullAnswer = z.infer<typeof pullAnswerSchema>;

/**
 * The other routes:
 * `GET /v1/sites/:site/pack` the pack's bytes · `GET /v1/sites/:site/pack.minisig` its signature in minisign form ·
 * `GET /v1/images/:digest` an image's bytes (Range allowed).
 * Every call carries `Authorization: Bearer <device token>`. Errors are `{ code, detail }` with a 4xx or 5xx status.
 */
export const errorAnswerSchema = z.object({ code: z.string().max(100), detail: z.string().max(2000) });
