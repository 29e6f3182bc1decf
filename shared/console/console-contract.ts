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

/**
 * `POST /v1/push`: ops of one device in devSeq order. Ops that the console knows may be offered again among them.
 * `headSignature` is Ed25519 over the last op's hash (its 64 hex characters as ASCII), base64 of 64 bytes;
 * `devicePublicKey` is the SPKI in DER, base64. The first push binds the key to the device; another key
 * later is 403.
 *
 * What the console does with each op, in order (hashes by `shared/domain/sync/op-chain.ts`):
 * - opId known with the same hash: `duplicate` with its seq when it was applied; otherwise the verdict it had.
 * - devSeq known with another hash, or opId known with another hash: the device has forked. The whole batch
 *   is answered 409 `fork` and nothing of it is kept.
 * - devSeq beyond the device's head + 1: `deferred` with `after` = `devSeq:<head + 1>`; not kept, the
 *   laptop offers it again.
 * - hashes that do not hold, or a prevHash that is not the head's: 422 `chain-broken`, nothing kept.
 * - everything else is kept and moves the device's head, whatever its verdict:
 *   `accepted` (applied, next seq of the site) · `conflict` (applied, needs a person) ·
 *   `refused` (quarantined, not applied, not in the pull feed) ·
 *   `deferred` with `after` = the refused opId, when an earlier op of the same agg is still refused
 *   (kept, not applied: a refusal holds only its own aggregate).
 * HTTP 200 therefore never means accepted. A verdict is given for every op, in the order sent.
 */
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

/**
 * `POST /v1/pull`: the applied ops of a site with seq > cursor, from all devices, in seq order. Per site, seq is
 * 1..n without gaps. `nextCursor` is the last seq of the page, or the cursor sent when the page is empty.
 */
export const pullRequestSchema = z.strictObject({
  device: id,
  site: id,
  cursor: z.int().min(0),
  limit: z.int().positive().max(PULL_LIMIT_OPS),
});
export type PullRequest = z.infer<typeof pullRequestSchema>;
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
 * Every call carries `Authorization: Bearer <device token>`. Bodies sent may be gzip (`Content-Encoding`); limits
 * count what is unpacked. Errors are `{ code, detail }` with a 4xx or 5xx status:
 * 401 token unknown · 403 device or site not allowed · 409 `fork` · 413 batch too large · 421 op, site or device of
 * another region · 422 body that does not parse or `chain-broken` · 426 upgrade needed (pull only) ·
 * 429 and 503 with `Retry-After` (seconds or an HTTP date).
 */
export const errorAnswerSchema = z.object({ code: z.string().max(100), detail: z.string().max(2000) });
