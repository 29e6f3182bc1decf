import { createPublicKey, verify } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import {
  type HelloAnswer,
  helloRequestSchema,
  type PullAnswer,
  type PushAnswer,
  type PushRequest,
  pullRequestSchema,
  pushRequestSchema,
} from '../../../shared/console/console-contract.ts';
import { ConsoleRefusal } from './console-refusal.ts';
import type { ConsoleTrouble } from './console-trouble.ts';
import type { PackShelf } from './pack-shelf.ts';
import { deviceOfToken, type RegisteredDevice } from './store/device-register.ts';
import type { Refuse } from './store/judge-batch.ts';
import { pullOps, pushOps } from './store/op-store.ts';
import type { SqlDatabase } from './store/sql-database.ts';

/** The one version of the protocol that this console speaks. */
const PROTOCOL = 1;

/** What the handlers need; they keep nothing between two requests. */
export interface ConsoleParts {
  readonly region: string;
  readonly database: SqlDatabase;
  readonly shelf: PackShelf;
  trouble(): ConsoleTrouble;
  /** Whether the connection of the push just committed is to be cut; counts down. */
  takeDrop(): boolean;
}

/** Adds the JSON calls of the contract. */
export function addOpRoutes(app: FastifyInstance, parts: ConsoleParts): void {
  const serverTime = () => new Date(Date.now() + parts.trouble().clockAheadMs).toISOString();

  app.post('/v1/hello', async (request): Promise<HelloAnswer> => {
    const { device, protocol } = parsed(helloRequestSchema, request.body);
    const known = await authenticated(parts, request.headers.authorization, device);
    if (protocol.min > PROTOCOL || protocol.max < PROTOCOL) {
      throw new ConsoleRefusal(426, 'upgrade-needed', `this console speaks protocol ${PROTOCOL}`);
    }
    const pack = parts.shelf.pack(known.site);
    return {
      protocol: PROTOCOL,
      region: parts.region,
      serverTime: serverTime(),
      device: parts.trouble().suspended ? 'suspended' : known.state,
      pack: pack === null ? null : { version: pack.version },
    };
  });

  app.post('/v1/push', async (request, reply): Promise<PushAnswer> => {
    const push = parsed(pushRequestSchema, request.body);
    const known = await active(parts, request.headers.authorization, push.device);
    assertOwn(push, known, parts.region);
    assertHeadSigned(push);
    const verdicts = await pushOps(parts.database, known.site, push, refusalOf(parts.trouble()));
    if (parts.takeDrop()) {
      reply.hijack();
      request.raw.socket.destroy();
    }
    return { serverTime: serverTime(), verdicts: [...verdicts] };
  });

  app.post('/v1/pull', async (request): Promise<PullAnswer> => {
    const { device, site, cursor, limit } = parsed(pullRequestSchema, request.body);
    const known = await active(parts, request.headers.authorization, device);
    if (site !== known.site) throw new ConsoleRefusal(403, 'site-not-allowed', `not for ${device}: ${site}`);
    return { serverTime: serverTime(), ...(await pullOps(parts.database, { site, cursor, limit })) };
  });
}

/** What the console refuses of its own accord, which a person at the console can change. */
export function refusalOf({ refuseKinds }: ConsoleTrouble): Refuse {
  return ({ kind }) => (refuseKinds.includes(kind) ? { code: 'kind-refused', fixable: true } : null);
}

/** Finds the laptop by its token, or throws 401; 403 when the token is another laptop's. */
export async function authenticated(
  { database }: ConsoleParts,
  authorization: string | undefined,
  device: string | null,
): Promise<RegisteredDevice> {
  const token = /^Bearer ([\x21-\x7e]{16,200})$/.exec(authorization ?? '')?.[1];
  const known = token === undefined ? null : await deviceOfToken(database, token);
  if (known === null) throw new ConsoleRefusal(401, 'token-unknown', 'sign in again');
  if (device !== null && known.dev !== device) {
    throw new ConsoleRefusal(403, 'device-not-allowed', `the token is not ${device}'s`);
  }
  return known;
}

/** Like `authenticated`, and throws 403 for a suspended laptop. */
export async function active(
  parts: ConsoleParts,
  authorization: string | undefined,
  device: string | null,
): Promise<RegisteredDevice> {
  const known = await authenticated(parts, authorization, device);
  if (known.state === 'suspended' || parts.trouble().suspended) {
    throw new ConsoleRefusal(403, 'device-suspended', `${known.dev} is suspended`);
  }
  return known;
}

function assertOwn({ device, ops }: PushRequest, known: RegisteredDevice, region: string): void {
  for (const op of ops) {
    if (op.region !== region)
      throw new ConsoleRefusal(421, 'wrong-region', `op ${op.opId} is not of ${region}`);
    if (op.dev !== device)
      throw new ConsoleRefusal(403, 'device-not-allowed', `op ${op.opId} is of ${op.dev}`);
    if (op.site !== known.site)
      throw new ConsoleRefusal(403, 'site-not-allowed', `op ${op.opId} is of ${op.site}`);
    // PostgreSQL's text cannot hold NUL; bodies are kept as JSON, where it is an escape.
    if (op.agg.includes('\0')) throw new ConsoleRefusal(422, 'unreadable', `op ${op.opId} has NUL in agg`);
  }
}

function assertHeadSigned({ ops, headSignature, devicePublicKey }: PushRequest): void {
  const head = ops.at(-1)?.hash ?? '';
  if (!isSigned(head, headSignature, devicePublicKey)) {
    throw new ConsoleRefusal(422, 'head-signature', "the last op's hash is not signed by the device's key");
  }
}

function isSigned(hash: string, signature: string, spkiBase64: string): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(spkiBase64, 'base64'), format: 'der', type: 'spki' });
    if (key.asymmetricKeyType !== 'ed25519') return false;
    return verify(null, Buffer.from(hash, 'ascii'), key, Buffer.from(signature, 'base64'));
  } catch {
    // Bytes that are no key at all.
    return false;
  }
}

function parsed<T extends z.ZodType>(schema: T, body: unknown): z.infer<T> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const detail = result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  throw new ConsoleRefusal(422, 'unreadable', detail.slice(0, 2000));
}
