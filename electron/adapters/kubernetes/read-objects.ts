import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { FailureError, failed } from '../../../shared/failure/failure.ts';
import type { ClusterAccess } from './kubeconfig.ts';

/** One question. A young API server answers in under a second; one that starts does not answer at all. */
export const CLUSTER_TIMEOUT_MS = 10_000;
/** One answer. A Node object is about 10 KiB and we ask for at most 100 at once. */
export const CLUSTER_LIMIT_BYTES = 8 * 1024 * 1024;

/**
 * One answer of the Kubernetes API as JSON; null when there is no such object or no such kind yet. Reads only, and
 * nothing but what is asked: no redirect, no proxy, no retry. Throws `cluster-unreachable`, `cluster-answer-wrong`.
 */
export async function readObjects(
  access: ClusterAccess,
  path: string,
  signal: AbortSignal,
): Promise<unknown> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(CLUSTER_TIMEOUT_MS)]);
  try {
    const { status, body } = await get(access, path, limit);
    if (status === 404) return null;
    if (status !== 200) throw wrong(access, `status ${status}`);
    return parseJson(access, body);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof FailureError) throw error;
    const detail = limit.aborted ? `no answer in ${CLUSTER_TIMEOUT_MS} ms` : reasonOf(error);
    throw failed('cluster-unreachable', { address: access.address, detail }, error);
  }
}

function get(
  access: ClusterAccess,
  path: string,
  signal: AbortSignal,
): Promise<{ readonly status: number; readonly body: string }> {
  const { server, ca, certificate, key } = access;
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; body: string }>();
  const asked = request(new URL(path, server), {
    ca,
    cert: certificate,
    key,
    // A connection of its own: nothing outlives the question.
    agent: false,
    headers: { accept: 'application/json' },
    signal,
  });
  asked.once('error', reject);
  asked.once('response', (response) => {
    readBody(access, response).then(
      (body) => resolve({ status: response.statusCode ?? 0, body }),
      (error: unknown) => {
        reject(error);
        asked.destroy();
      },
    );
  });
  asked.end();
  return promise;
}

async function readBody(access: ClusterAccess, response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of response) {
    // Without an encoding set, a message's chunks are always buffers.
    const bytes = Buffer.from(chunk);
    sizeBytes += bytes.byteLength;
    if (sizeBytes > CLUSTER_LIMIT_BYTES) throw wrong(access, `more than ${CLUSTER_LIMIT_BYTES} bytes`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(access: ClusterAccess, body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    throw failed('cluster-answer-wrong', { address: access.address, detail: 'not JSON' }, error);
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return typeof code === 'string' ? code : 'the connection broke';
}

function wrong({ address }: ClusterAccess, detail: string) {
  return failed('cluster-answer-wrong', { address, detail });
}
