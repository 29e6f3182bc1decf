import { setTimeout as wait } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import Fastify, { type FastifyInstance } from 'fastify';
import { PUSH_LIMIT_BYTES } from '../../../shared/console/console-contract.ts';
import type { IssuedCertificate } from '../site-authority.ts';
import { ConsoleRefusal } from './console-refusal.ts';
import { addOpRoutes, type ConsoleParts } from './console-routes.ts';
import type { ConsoleTrouble } from './console-trouble.ts';
import { addDownloadRoutes } from './download-routes.ts';

/** The requests log is for people and tests; older entries fall out. */
const REQUESTS_KEPT = 2000;

/** One request as the console saw it; status 0 when the connection was cut without an answer. */
export interface ConsoleRequest {
  readonly atMs: number;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly ops: number;
}
/** Builds the web application around its routes: errors, gzip, the requests log and the trouble on the way. */
export function buildConsoleApp(
  { certificatePem, keyPem }: IssuedCertificate,
  requests: ConsoleRequest[],
  parts: ConsoleParts,
): FastifyInstance {
  const app = Fastify({
    https: { cert: certificatePem, key: keyPem, minVersion: 'TLSv1.2' },
    bodyLimit: PUSH_LIMIT_BYTES,
    logger: false,
  });
  acceptGzip(app);
  noteRequests(app, requests);
  addTrouble(app, parts.trouble);
  app.setErrorHandler((error, _request, reply) => {
    const { status, code, detail } = answerTo(error);
    return reply.code(status).send({ code, detail });
  });
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ code: 'route', detail: 'no such route' }),
  );
  addOpRoutes(app, parts);
  addDownloadRoutes(app, parts);
  return app;
}

function answerTo(error: unknown): { status: number; code: string; detail: string } {
  if (error instanceof ConsoleRefusal)
    return { status: error.status, code: error.code, detail: error.message };
  const { statusCode = 500, message = 'unknown' } = error as { statusCode?: number; message?: string };
  if (statusCode === 413) return { status: 413, code: 'too-large', detail: message };
  // Fastify says 400 and 415 for bodies that are no JSON; the contract has one status for what does not parse.
  if (statusCode < 500) return { status: 422, code: 'unreadable', detail: message };
  return { status: 500, code: 'unexpected', detail: message.slice(0, 2000) };
}

function acceptGzip(app: FastifyInstance): void {
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    try {
      const bytes = Buffer.from(body);
      const plain =
        request.headers['content-encoding'] === 'gzip'
          ? gunzipSync(bytes, { maxOutputLength: PUSH_LIMIT_BYTES })
          : bytes;
      done(null, JSON.parse(plain.toString('utf8')));
    } catch (error) {
      const isTooLarge = error instanceof RangeError;
      done(
        isTooLarge
          ? new ConsoleRefusal(413, 'too-large', 'the batch is too large when unpacked')
          : new ConsoleRefusal(422, 'unreadable', 'the body is no JSON'),
      );
    }
  });
}

function noteRequests(app: FastifyInstance, requests: ConsoleRequest[]): void {
  app.addHook('onRequest', (request, reply, done) => {
    // `close` comes for cut connections too, where Fastify's own hooks stay silent.
    reply.raw.once('close', () => {
      const body = request.body as { ops?: unknown } | null | undefined;
      requests.push({
        atMs: Date.now(),
        method: request.method,
        path: request.url,
        status: reply.raw.writableFinished ? reply.raw.statusCode : 0,
        ops: Array.isArray(body?.ops) ? body.ops.length : 0,
      });
      if (requests.length > REQUESTS_KEPT) requests.shift();
    });
    done();
  });
}

const PORTAL = `<!doctype html><html><head><title>Klinikum Gast-WLAN</title></head>
<body><h1>Willkommen</h1><form action="/login"><input name="code"><button>Anmelden</button></form></body></html>`;

function addTrouble(app: FastifyInstance, trouble: () => ConsoleTrouble): void {
  app.addHook('onRequest', async (_request, reply) => {
    const { slowMs, captivePortal, unavailableForSeconds, unauthorized, wrongAnswers } = trouble();
    // A hospital that is stopped does not wait for its slow answers.
    if (slowMs > 0) await wait(slowMs, undefined, { ref: false });
    if (captivePortal) return reply.code(200).type('text/html; charset=utf-8').send(PORTAL);
    if (wrongAnswers) return reply.code(200).send({ status: 'ok', data: null });
    if (unavailableForSeconds !== null) {
      void reply.header('retry-after', String(unavailableForSeconds));
      return reply.code(503).send({ code: 'unavailable', detail: 'maintenance' });
    }
    if (unauthorized) throw new ConsoleRefusal(401, 'token-unknown', 'sign in again');
    return undefined;
  });
}
