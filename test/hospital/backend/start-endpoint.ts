import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { z } from 'zod';
import type { Place } from '../addresses.ts';
import type { IssuedCertificate } from '../site-authority.ts';
import { openStreetDoor } from '../street-door.ts';

/** What can be wrong on the way to one endpoint. Everything left out is in order. */
export const endpointTroubleSchema = z.strictObject({
  /** A firewall breaks TLS open and shows a certificate of its own, with the right names. */
  intercepted: z.boolean().default(false),
  /** Connections are refused. */
  closed: z.boolean().default(false),
  /** Connections are accepted and nothing ever comes back, as behind a firewall that answers for others. */
  silent: z.boolean().default(false),
  /** Connections are reset right after the ClientHello, as a name filter does. */
  resetAfterHello: z.boolean().default(false),
  /** Every answer to a request comes this much later. */
  slowMs: z.int().min(0).max(60_000).default(0),
});
export type EndpointTrouble = z.infer<typeof endpointTroubleSchema>;

/** The echo takes at most this much: a speed test, not a store. */
const ECHO_LIMIT_BYTES = 64 * 1024 * 1024;
const CHALLENGE = /^[\x21-\x7e]{1,128}$/;

export interface LabEndpoint {
  readonly name: string;
  readonly place: Place;
  readonly trouble: EndpointTrouble;
  /** Everything not named is put in order. */
  setTrouble(trouble: Partial<EndpointTrouble>): Promise<void>;
  stop(): Promise<void>;
}

/** One address of the backend CIDR with its own key. */
export interface EndpointOptions {
  readonly name: string;
  readonly place: Place;
  readonly certificate: IssuedCertificate;
  /** What the firewall shows instead. */
  readonly intercepted: IssuedCertificate;
}

/**
 * Starts an endpoint that speaks TLS and HTTP: `GET /generate_204` answers 204 and repeats the header
 * `x-rounds-challenge` as `x-rounds-response: response <challenge>`; `POST /echo` gives the bytes back as they come.
 */
export async function startEndpoint(options: EndpointOptions): Promise<LabEndpoint> {
  let trouble = endpointTroubleSchema.parse({});
  const http = createServer((request, response) => serve(request, response, () => trouble));
  const tlsFor = ({ certificatePem, keyPem }: IssuedCertificate) =>
    createTlsServer({ cert: certificatePem, key: keyPem, ALPNProtocols: ['http/1.1'] }, (socket) =>
      http.emit('connection', socket),
    ).on('tlsClientError', () => undefined); // A client that does not like the certificate hangs up: ordinary here.
  const honest = tlsFor(options.certificate);
  const firewall = tlsFor(options.intercepted);
  const door = await openStreetDoor(options.place, (socket) => {
    if (trouble.silent) return;
    if (trouble.resetAfterHello) resetAfterHello(socket);
    else (trouble.intercepted ? firewall : honest).emit('connection', socket);
  });
  return {
    name: options.name,
    place: door.place,
    get trouble() {
      return trouble;
    },
    setTrouble: async (wanted) => {
      trouble = endpointTroubleSchema.parse(wanted);
      await (trouble.closed ? door.shut() : door.open());
    },
    stop: () => door.shut(),
  };
}

function resetAfterHello(socket: Socket): void {
  socket.once('data', () => socket.resetAndDestroy());
}

function serve(request: IncomingMessage, response: ServerResponse, trouble: () => EndpointTrouble): void {
  const { slowMs } = trouble();
  if (slowMs === 0) answer(request, response);
  else setTimeout(() => answer(request, response), slowMs).unref();
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  if (request.method === 'GET' && request.url === '/generate_204') {
    const challenge = request.headers['x-rounds-challenge'];
    if (typeof challenge === 'string' && CHALLENGE.test(challenge)) {
      response.setHeader('x-rounds-response', `response ${challenge}`);
    }
    response.writeHead(204).end();
  } else if (request.method === 'POST' && request.url === '/echo') {
    echo(request, response);
  } else {
    response.writeHead(404).end();
  }
}

function echo(request: IncomingMessage, response: ServerResponse): void {
  let sizeBytes = 0;
  response.writeHead(200, { 'content-type': 'application/octet-stream' });
  request.on('data', (chunk: Buffer) => {
    sizeBytes += chunk.length;
    if (sizeBytes > ECHO_LIMIT_BYTES) request.destroy();
  });
  request.pipe(response);
}
