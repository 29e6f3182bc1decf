/** A bare HTTPS server on loopback whose certificate and every byte a test decides. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { PURPOSE, signCertificate } from '../../hospital/node/tls/certificate.ts';

const HOUR_MS = 3_600_000;

export interface Issuer {
  readonly pem: string;
  readonly key: KeyObject;
  readonly commonName: string;
}

/** A certificate authority of its own; `signedBy` makes it an intermediate. */
export function createIssuer(commonName: string, signedBy?: Issuer): Issuer {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const name = { organizations: [], commonName };
  const pem = signCertificate({
    subject: name,
    publicKey,
    issuer:
      signedBy === undefined
        ? { name, key: privateKey }
        : { name: { organizations: [], commonName: signedBy.commonName }, key: signedBy.key },
    isAuthority: true,
    purposes: [],
    names: [],
    notBefore: new Date(Date.now() - 1000 * HOUR_MS),
    notAfter: new Date(Date.now() + 1000 * HOUR_MS),
  });
  return { pem, key: privateKey, commonName };
}

export interface StubOptions {
  readonly issuer: Issuer;
  /** Certificates sent behind the leaf. */
  readonly behind?: readonly Issuer[];
  readonly names?: readonly string[];
  /** Hours from now; the leaf is valid in between. */
  readonly validHours?: readonly [number, number];
  readonly answer: RequestListener;
}
export interface Stub {
  readonly url: string;
  /** Requests that were read, by path. */
  readonly heard: readonly string[];
  readonly connections: number;
  close(): Promise<void>;
}

/** Starts the server on a free port of 127.0.0.1. */
export async function startStub({
  issuer,
  behind = [],
  names,
  validHours = [-1, 1],
  answer,
}: StubOptions): Promise<Stub> {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const [from, until] = validHours;
  const leaf = signCertificate({
    subject: { organizations: [], commonName: 'console' },
    publicKey,
    issuer: { name: { organizations: [], commonName: issuer.commonName }, key: issuer.key },
    isAuthority: false,
    purposes: [PURPOSE.serverAuth],
    names: names ?? ['127.0.0.1'],
    notBefore: new Date(Date.now() + from * HOUR_MS),
    notAfter: new Date(Date.now() + until * HOUR_MS),
  });
  const heard: string[] = [];
  let connections = 0;
  const server = createServer(
    {
      cert: [leaf, ...behind.map(({ pem }) => pem)].join(''),
      key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    },
    (request, response) => {
      heard.push(request.url ?? '');
      answer(request, response);
    },
  );
  server.on('secureConnection', () => {
    connections += 1;
  });
  // Clients that refuse the certificate end the handshake; that is what some tests are about.
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    get connections() {
      return connections;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
