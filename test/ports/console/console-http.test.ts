import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { type ConsoleHttp, createConsoleHttp } from '../../../electron/adapters/console/console-http.ts';
import { createConsoleLine } from '../../../electron/adapters/console/console-line.ts';
import type { ConsoleReply } from '../../../shared/domain/sync/console-problem.ts';
import { someEnrolment } from '../../fakes/enrolment.ts';
import { createIssuer, type Stub, type StubOptions, startStub } from './tls-stub.ts';

const region = createIssuer('region eu-1');
const stranger = createIssuer('region eu-1');
const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const hello = {
  protocol: 1,
  region: 'eu-1',
  serverTime: '2026-11-22T10:00:00.000Z',
  device: 'active',
  pack: null,
};
const signal = (): AbortSignal => AbortSignal.timeout(10_000);

async function stub(options: Partial<StubOptions> & Pick<StubOptions, 'answer'>): Promise<Stub> {
  const server = await startStub({ issuer: region, ...options });
  closing.push(() => server.close());
  return server;
}
function httpTo(consoleUrl: string, consoleCa = region.pem): ConsoleHttp {
  const enrolment = someEnrolment({ consoleUrl, consoleCa });
  const http = createConsoleHttp(() => enrolment, { connectMs: 300, idleMs: 300 });
  closing.push(() => http.reset());
  return http;
}
const helloTo = (url: string, ca?: string) =>
  createConsoleLine(httpTo(url, ca), '0.1.0').hello({ signal: signal(), onProgress: () => {} });
const problemOf = (reply: ConsoleReply<unknown>) => (reply.ok ? 'an answer' : reply.problem);
const json =
  (value: unknown): StubOptions['answer'] =>
  (_request, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify(value));
  };

test('the console of the enrolled authority is spoken with, under the device’s token', async () => {
  let token: string | undefined;
  const server = await stub({
    answer: (request, response) => {
      token = request.headers.authorization;
      response.end(JSON.stringify(hello));
    },
  });
  expect(await helloTo(server.url)).toEqual({ ok: true, value: hello });
  expect(token).toBe('Bearer token-of-laptop-1');
  expect(server.heard).toEqual(['/v1/hello']);
});

test('a chain over an intermediate ends at the pinned authority', async () => {
  const middle = createIssuer('middle', region);
  const server = await stub({ issuer: middle, behind: [middle], answer: json(hello) });
  expect(await helloTo(server.url)).toMatchObject({ ok: true });
});

test('an authority of the same name is another authority, and no token goes to it', async () => {
  const server = await stub({ issuer: stranger, answer: json(hello) });
  expect(problemOf(await helloTo(server.url))).toMatchObject({ kind: 'answer-wrong' });
  expect(server.heard).toEqual([]);
});

test('a certificate for another name is refused before anything is sent', async () => {
  const server = await stub({ names: ['console.other.example'], answer: json(hello) });
  expect(problemOf(await helloTo(server.url))).toEqual({
    kind: 'answer-wrong',
    detail: 'ERR_TLS_CERT_ALTNAME_INVALID',
  });
  expect(server.heard).toEqual([]);
});

test('a laptop that believes it is years ago still reaches its console', async () => {
  const server = await stub({ validHours: [24, 48], answer: json(hello) });
  expect(await helloTo(server.url)).toMatchObject({ ok: true });
  const middle = createIssuer('middle', region);
  const deeper = await stub({ issuer: middle, behind: [middle], validHours: [24, 48], answer: json(hello) });
  expect(await helloTo(deeper.url)).toMatchObject({ ok: true });
});

test('a certificate from the future does not open the door to strangers or to other names', async () => {
  const other = await stub({ issuer: stranger, validHours: [24, 48], answer: json(hello) });
  expect(problemOf(await helloTo(other.url))).toMatchObject({ kind: 'answer-wrong' });
  const elsewhere = await stub({ names: ['elsewhere.example'], validHours: [24, 48], answer: json(hello) });
  expect(problemOf(await helloTo(elsewhere.url))).toMatchObject({ kind: 'answer-wrong' });
  const forged = createIssuer('middle', stranger);
  const chained = await stub({ issuer: forged, behind: [forged], validHours: [24, 48], answer: json(hello) });
  expect(problemOf(await helloTo(chained.url))).toMatchObject({ kind: 'answer-wrong' });
  expect([...other.heard, ...elsewhere.heard, ...chained.heard]).toEqual([]);
});

test('a certificate that has expired is refused', async () => {
  const server = await stub({ validHours: [-48, -24], answer: json(hello) });
  expect(problemOf(await helloTo(server.url))).toEqual({ kind: 'answer-wrong', detail: 'CERT_HAS_EXPIRED' });
});

test('a login page is named as a web page', async () => {
  const server = await stub({
    answer: (_request, response) => response.end('<!doctype html><title>Gast-WLAN</title>'),
  });
  expect(problemOf(await helloTo(server.url))).toEqual({ kind: 'answer-wrong', detail: 'a web page' });
});

test('a login page that does not even speak TLS is no console either', async () => {
  const server = createServer((_request, response) => response.end('<html>')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => void server.close());
  const { port } = server.address() as AddressInfo;
  expect(problemOf(await helloTo(`https://127.0.0.1:${port}`))).toMatchObject({ kind: 'answer-wrong' });
});

test.each([
  ['other JSON', (response: { end(text: string): void }) => response.end('{"status":"ok"}')],
  ['half an answer', (response: { end(text: string): void }) => response.end('{"protocol":1,')],
  ['nothing', (response: { end(text: string): void }) => response.end('')],
])('%s is not an answer', async (_name, say) => {
  const server = await stub({ answer: (_request, response) => say(response) });
  expect(problemOf(await helloTo(server.url))).toMatchObject({ kind: 'answer-wrong' });
});

test('an answer of 40 MB is not read to its end', async () => {
  let sentBytes = 0;
  const server = await stub({
    answer: (_request, response) => {
      const more = (): void => {
        while (sentBytes < 40_000_000 && !response.destroyed) {
          sentBytes += 100_000;
          if (!response.write(' '.repeat(100_000))) {
            response.once('drain', more);
            return;
          }
        }
        response.end();
      };
      more();
    },
  });
  expect(problemOf(await helloTo(server.url))).toEqual({ kind: 'answer-wrong', detail: 'too large' });
  expect(sentBytes).toBeLessThan(40_000_000);
});

test('an announced length that is too large is not read at all', async () => {
  const server = await stub({
    answer: (_request, response) => response.writeHead(200, { 'content-length': 40_000_000 }).write('{'),
  });
  expect(problemOf(await helloTo(server.url))).toEqual({ kind: 'answer-wrong', detail: 'too large' });
});

test('refusals are the console’s only in its own words; busy and too large may come from what stands before it', async () => {
  const refuse = async (status: number, body: string, headers = {}) => {
    const server = await stub({
      answer: (_request, response) => response.writeHead(status, headers).end(body),
    });
    return problemOf(await helloTo(server.url));
  };
  const own = JSON.stringify({ code: 'token-unknown', detail: 'sign in again' });
  expect(await refuse(401, own)).toEqual({
    kind: 'status',
    status: 401,
    code: 'token-unknown',
    retryAfterMs: null,
  });
  expect(await refuse(403, '<html>blocked by your hospital</html>')).toEqual({
    kind: 'answer-wrong',
    detail: 'status 403',
  });
  expect(await refuse(302, '', { location: 'https://login.example/' })).toEqual({
    kind: 'answer-wrong',
    detail: 'status 302',
  });
  expect(await refuse(413, 'too large')).toMatchObject({ kind: 'status', status: 413 });
  expect(await refuse(503, '<html>', { 'retry-after': '120' })).toEqual({
    kind: 'status',
    status: 503,
    code: 'none',
    retryAfterMs: 120_000,
  });
  expect(await refuse(429, '', { 'retry-after': '999999999' })).toMatchObject({ retryAfterMs: 3_600_000 });
  expect(await refuse(503, '', { 'retry-after': 'soon' })).toMatchObject({ retryAfterMs: null });
});

test('nobody there, nobody answering, and a line that breaks are told apart from a wrong answer', async () => {
  const gone = await stub({ answer: json(hello) });
  await gone.close();
  closing.pop();
  expect(problemOf(await helloTo(gone.url))).toEqual({ kind: 'network', detail: 'ECONNREFUSED' });

  const silent = await stub({ answer: () => {} });
  expect(problemOf(await helloTo(silent.url))).toEqual({ kind: 'network', detail: 'ETIMEDOUT' });

  const breaking = await stub({
    answer: (_request, response) => {
      response.writeHead(200, { 'content-length': 1000 });
      response.write('{"protocol":', () => response.destroy());
    },
  });
  expect(problemOf(await helloTo(breaking.url))).toMatchObject({ kind: 'network' });
});

test('a port that takes the call and never greets is given up after the time for connecting', async () => {
  const mute = createTcpServer(() => {}).listen(0, '127.0.0.1');
  await once(mute, 'listening');
  closing.push(() => void mute.close());
  const beganAt = Date.now();
  const { port } = mute.address() as AddressInfo;
  expect(problemOf(await helloTo(`https://127.0.0.1:${port}`))).toEqual({
    kind: 'network',
    detail: 'ETIMEDOUT',
  });
  expect(Date.now() - beganAt).toBeLessThan(3000);
});

test('the line is kept open between calls, and one that was closed meanwhile is built anew without a word', async () => {
  const server = await stub({
    answer: (request, response) => {
      response.end(JSON.stringify(hello), () => {
        if (server.heard.length === 2) request.socket.destroy();
      });
    },
  });
  const line = createConsoleLine(httpTo(server.url), '0.1.0');
  const call = () => line.hello({ signal: signal(), onProgress: () => {} });
  expect((await call()).ok).toBe(true);
  expect((await call()).ok).toBe(true);
  expect(server.connections).toBe(1);
  expect((await call()).ok).toBe(true);
  expect(server.connections).toBe(2);
  line.reset();
  expect((await call()).ok).toBe(true);
  expect(server.connections).toBe(3);
});

test('large batches are packed, small ones are not, and both arrive whole', async () => {
  const bodies: unknown[] = [];
  const server = await stub({
    answer: (request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const bytes = Buffer.concat(parts);
        const isPacked = request.headers['content-encoding'] === 'gzip';
        bodies.push([isPacked, JSON.parse((isPacked ? gunzipSync(bytes) : bytes).toString('utf8'))]);
        response.end('{}');
      });
    },
  });
  const http = httpTo(server.url);
  const small = { text: 'ä' };
  const large = { text: 'ä'.repeat(300_000) };
  for (const body of [small, large]) {
    const asked = { method: 'POST', path: '/', body, signal: signal(), onProgress: () => {} } as const;
    expect((await http.read(asked, 1000)).ok).toBe(true);
  }
  expect(bodies).toEqual([
    [false, small],
    [true, large],
  ]);
});

test('a stop on the way ends the call with the reason of the one who stopped it', async () => {
  const server = await stub({ answer: () => {} });
  const stop = new AbortController();
  const line = createConsoleLine(httpTo(server.url), '0.1.0');
  const call = line.hello({ signal: stop.signal, onProgress: () => {} });
  stop.abort(new Error('the person stopped it'));
  await expect(call).rejects.toThrow('the person stopped it');
});
