import type { IncomingHttpHeaders } from 'node:http';
import { request } from 'node:https';
import { buffer } from 'node:stream/consumers';
import { connect, type PeerCertificate } from 'node:tls';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { fingerprintOf } from '../node/tls/certificate.ts';
import { createSiteAuthority } from '../site-authority.ts';
import { type LabEndpoint, startEndpoint } from './start-endpoint.ts';

const HOST = 'api.eu-1.edge.example';
const backend = createSiteAuthority({ organizations: [], commonName: 'Backend CA' });
const firewall = createSiteAuthority({ organizations: ['Fortinet'], commonName: 'FortiGate CA' });
const certificate = backend.issueServer([HOST]);
let endpoint: LabEndpoint;

beforeAll(async () => {
  endpoint = await startEndpoint({
    name: 'api',
    place: { address: '127.77.9.130', port: 0 },
    certificate,
    intercepted: firewall.issueServer([HOST]),
  });
});
afterEach(() => endpoint.setTrouble({}));
afterAll(() => endpoint.stop());

function call(path: string, { body, challenge }: { body?: Buffer; challenge?: string } = {}) {
  return new Promise<{ status: number; headers: IncomingHttpHeaders; bytes: Buffer }>((resolve, reject) => {
    request({
      host: endpoint.place.address,
      port: endpoint.place.port,
      servername: HOST,
      ca: backend.certificatePem,
      path,
      method: body === undefined ? 'GET' : 'POST',
      agent: false,
      headers: challenge === undefined ? {} : { 'x-rounds-challenge': challenge },
    })
      .once('error', reject)
      .once('response', (response) => {
        buffer(response).then(
          (bytes) => resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes }),
          reject,
        );
      })
      .end(body);
  });
}

function presented(): Promise<{ spkiSha256: string; issuer: PeerCertificate['issuer'] }> {
  return new Promise((resolve, reject) => {
    const { address: host, port } = endpoint.place;
    const socket = connect({ host, port, servername: HOST, rejectUnauthorized: false }, () => {
      const { raw, issuer } = socket.getPeerCertificate();
      const pem = `-----BEGIN CERTIFICATE-----\n${raw.toString('base64')}\n-----END CERTIFICATE-----\n`;
      resolve({ spkiSha256: fingerprintOf(pem), issuer });
      socket.destroy();
    });
    socket.once('error', reject);
  });
}

test('the pinned key is presented, a challenge comes back and bytes are echoed', async () => {
  expect((await presented()).spkiSha256).toBe(certificate.spkiSha256);
  const honest = await call('/generate_204', { challenge: 'abc-123' });
  expect([honest.status, honest.headers['x-rounds-response'], honest.bytes.length]).toEqual([
    204,
    'response abc-123',
    0,
  ]);
  expect((await call('/generate_204')).headers['x-rounds-response']).toBeUndefined();
  const body = Buffer.alloc(300_000, 'rounds');
  expect((await call('/echo', { body })).bytes.equals(body)).toBe(true);
  expect((await call('/other')).status).toBe(404);
});

test('an intercepting firewall shows another key under the same name', async () => {
  await endpoint.setTrouble({ intercepted: true });
  const shown = await presented();
  expect(shown.spkiSha256).not.toBe(certificate.spkiSha256);
  expect(shown.issuer).toMatchObject({ O: 'Fortinet', CN: 'FortiGate CA' });
});

test('closed is refused, silent hangs, and a name filter resets after the first bytes', async () => {
  await endpoint.setTrouble({ closed: true });
  await expect(presented()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  await endpoint.setTrouble({ resetAfterHello: true });
  await expect(presented()).rejects.toMatchObject({ code: 'ECONNRESET' });
  await endpoint.setTrouble({ silent: true });
  const hanging = presented();
  const first = await Promise.race([
    hanging,
    new Promise((resolve) => setTimeout(resolve, 100, 'nothing yet')),
  ]);
  expect(first).toBe('nothing yet');
  await endpoint.setTrouble({ closed: true });
  await expect(hanging).rejects.toMatchObject({ code: 'ECONNRESET' });
});
