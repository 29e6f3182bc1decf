import { constants, randomBytes } from 'node:crypto';
import {
  createServer as createHttp2Server,
  type Http2Server,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from 'node:http2';
import {
  type AddressInfo,
  createServer as createTcpServer,
  type Socket,
  type Server as TcpServer,
} from 'node:net';
import {
  createServer as createTlsServer,
  type SecureContextOptions,
  type TLSSocket,
  type Server as TlsServer,
} from 'node:tls';
import { PURPOSE } from './certificate.ts';

/** What the node shows to callers, and whom it lets in. */
export interface DoorCredentials {
  readonly certificatePem: string;
  readonly keyPem: string;
  /** PEM of the authorities a client certificate must chain to; null asks for none (maintenance mode). */
  readonly clientAuthorities: readonly string[] | null;
}

/** Asked again for each connection, so that it can change while the door is open. */
export interface DoorHabits {
  readonly sendsGarbage: boolean;
  readonly dropsAfterMs: number | null;
  /** New credentials for this connection alone, or null for those the door was opened with. */
  freshCredentials(): DoorCredentials | null;
}

export interface FrontDoor {
  /** Listens. Gives the port, which matters when 0 was asked for. Rejects as `net.Server.listen` fails. */
  open(address: string, port: number, credentials: DoorCredentials): Promise<number>;
  /** Shows other credentials to whoever comes from now on; may ask callers for nothing else than before. */
  present(credentials: DoorCredentials): void;
  /** Cuts every connection and stops listening. */
  close(): Promise<void>;
  isOpen(): boolean;
}

/** TLS 1.2 only with this suite, X25519 only, no tickets: the settings of the node's own server. */
const CIPHERS =
  'TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:ECDHE-ECDSA-AES256-GCM-SHA384';

/**
 * The node's port: TCP, TLS, then HTTP/2. A client certificate must chain to a given authority and be for client
 * authentication and nothing else.
 */
export function createFrontDoor(parts: {
  handle: (request: Http2ServerRequest, response: Http2ServerResponse) => void;
  habits: () => DoorHabits;
  log: (line: string) => void;
}): FrontDoor {
  let tcp: TcpServer | null = null;
  let sockets = new Set<Socket>();
  let present: (credentials: DoorCredentials) => void = () => undefined;

  return {
    async open(address, port, credentials) {
      const open = new Set<Socket>();
      const http2 = createHttp2Server(parts.handle);
      http2.on('sessionError', (error) => parts.log(`http2: ${error.message}`));
      const tls = createTlsEnd(credentials, { http2, habits: parts.habits, log: parts.log });
      const server = createTcpServer((socket) => {
        open.add(socket);
        socket.on('close', () => open.delete(socket));
        socket.on('error', (error) => parts.log(`tcp: ${error.message}`));
        admit(socket, tls, parts.habits());
      });
      await listen(server, address, port);
      tcp = server;
      sockets = open;
      present = (next) => tls.setSecureContext(contextOptions(next));
      return (server.address() as AddressInfo).port;
    },
    present: (credentials) => present(credentials),
    async close() {
      const server = tcp;
      tcp = null;
      present = () => undefined;
      for (const socket of sockets) socket.destroy();
      if (server) await new Promise<void>((resolve) => server.close(() => resolve()));
    },
    isOpen: () => tcp !== null,
  };
}

function admit(socket: Socket, tls: TlsServer, habits: DoorHabits): void {
  if (habits.dropsAfterMs !== null) {
    const timer = setTimeout(() => socket.destroy(), habits.dropsAfterMs);
    socket.on('close', () => clearTimeout(timer));
  }
  const fresh = habits.freshCredentials();
  if (fresh) tls.setSecureContext(contextOptions(fresh));
  tls.emit('connection', socket);
}

function createTlsEnd(
  credentials: DoorCredentials,
  end: { http2: Http2Server; habits: () => DoorHabits; log: (line: string) => void },
): TlsServer {
  const wantsClient = credentials.clientAuthorities !== null;
  const server = createTlsServer({
    ...contextOptions(credentials),
    ALPNProtocols: ['h2'],
    requestCert: wantsClient,
    rejectUnauthorized: wantsClient,
  });
  server.on('tlsClientError', (error) => end.log(`http: TLS handshake error: ${error.message}`));
  server.on('secureConnection', (socket: TLSSocket) => {
    socket.on('error', (error) => end.log(`tls: ${error.message}`));
    if (wantsClient && !isForClientAuthOnly(socket)) {
      end.log('http: TLS handshake error: certificate extended key usage mismatch');
      socket.destroy();
    } else if (end.habits().sendsGarbage) {
      socket.write(randomBytes(4096));
    } else {
      end.http2.emit('connection', socket);
    }
  });
  return server;
}

function contextOptions(credentials: DoorCredentials): SecureContextOptions {
  return {
    cert: credentials.certificatePem,
    key: credentials.keyPem,
    ...(credentials.clientAuthorities === null ? {} : { ca: [...credentials.clientAuthorities] }),
    minVersion: 'TLSv1.2',
    ecdhCurve: 'X25519',
    ciphers: CIPHERS,
    secureOptions: constants.SSL_OP_NO_TICKET,
  };
}

function isForClientAuthOnly(socket: TLSSocket): boolean {
  const purposes: readonly string[] = socket.getPeerCertificate().ext_key_usage ?? [];
  return purposes.length === 1 && purposes[0] === PURPOSE.clientAuth;
}

function listen(server: TcpServer, address: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: address, port, exclusive: true }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
