import { createServer as createTlsServer } from 'node:tls';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTlsProbe } from '../../electron/adapters/tls/tls-probe.ts';
import type { TcpTarget, TlsAnswer, TlsProbe } from '../../electron/checks/checks-ports.ts';
import { createFakeSiteNetwork } from '../fakes/checks/fake-site-network.ts';
import { samplePack } from '../fakes/sample-pack.ts';
import { startEndpoint } from '../hospital/backend/start-endpoint.ts';
import { createAuthority, issueLeaf } from '../hospital/node/tls/authority.ts';
import { PURPOSE } from '../hospital/node/tls/certificate.ts';
import {
  createSiteAuthority,
  type IssuedCertificate,
  type SiteAuthority,
} from '../hospital/site-authority.ts';
import { openStreetDoor } from '../hospital/street-door.ts';

const HOST = 'registry.backend.example';
const options = { localAddress: null, timeoutMs: 1000 };
const never = new AbortController().signal;

type Trouble = 'none' | 'intercepted' | 'reset' | 'silent' | 'refused';
interface World {
  readonly probe: TlsProbe;
  readonly place: TcpTarget & { readonly host: string };
  readonly pinned: string;
  be(trouble: Trouble): Promise<void>;
  stop(): Promise<void>;
}

let backend: SiteAuthority;
let firewall: SiteAuthority;
let honest: IssuedCertificate;
beforeAll(() => {
  backend = createSiteAuthority({ organizations: ['Edge Platform'], commonName: 'Backend CA' });
  firewall = createSiteAuthority({ organizations: ['Fortinet'], commonName: 'FGT60F' });
  honest = backend.issueServer([HOST]);
});

async function inMemory(): Promise<World> {
  const network = createFakeSiteNetwork(samplePack());
  const key = '10.77.0.10:443';
  const forged: TlsAnswer = {
    state: 'presented',
    spkiSha256: 'another',
    subject: `CN=${HOST}`,
    issuer: 'O=Fortinet, CN=FGT60F',
    tookMs: 1,
  };
  return {
    probe: network.tlsProbe,
    place: { address: '10.77.0.10', port: 443, host: HOST },
    pinned: samplePack().network.endpoints[0]?.spkiSha256 ?? '',
    be: async (trouble) => {
      if (trouble === 'refused') network.tcp.set(key, 'refused');
      else if (trouble === 'intercepted') network.tls.set(key, forged);
      else if (trouble !== 'none') network.tls.set(key, { state: trouble });
    },
    stop: async () => undefined,
  };
}

async function overTheWire(): Promise<World> {
  const endpoint = await startEndpoint({
    name: 'registry',
    place: { address: '127.0.0.1', port: 0 },
    certificate: honest,
    intercepted: firewall.issueServer([HOST]),
  });
  return {
    probe: createTlsProbe(),
    place: { ...endpoint.place, host: HOST },
    pinned: honest.spkiSha256,
    be: (trouble) =>
      endpoint.setTrouble({
        intercepted: trouble === 'intercepted',
        resetAfterHello: trouble === 'reset',
        silent: trouble === 'silent',
        closed: trouble === 'refused',
      }),
    stop: () => endpoint.stop(),
  };
}

describe.each([
  ['in memory', inMemory],
  ['over the wire', overTheWire],
] as const)('a TLS probe, %s', (_name, make) => {
  let world: World;
  beforeEach(async () => {
    world = await make();
  });
  afterEach(() => world.stop());

  test('reads the key behind an endpoint', async () => {
    expect(await world.probe.handshake(world.place, options, never)).toMatchObject({
      state: 'presented',
      spkiSha256: world.pinned,
      subject: `CN=${HOST}`,
      issuer: 'O=Edge Platform, CN=Backend CA',
    });
  });

  test('sees the stand-in of a firewall and who issued it', async () => {
    await world.be('intercepted');
    const answer = await world.probe.handshake(world.place, options, never);
    expect(answer).toMatchObject({ state: 'presented', issuer: 'O=Fortinet, CN=FGT60F' });
    expect(answer).not.toMatchObject({ spkiSha256: world.pinned });
  });

  test.each(['reset', 'silent', 'refused'] as const)('tells what is %s', async (state) => {
    await world.be(state);
    expect(await world.probe.handshake(world.place, options, never)).toEqual({ state });
  });

  test('does not begin once it is given up', async () => {
    await expect(world.probe.handshake(world.place, options, AbortSignal.abort())).rejects.toThrow();
  });
});

describe('a TLS probe, over the wire only', () => {
  const probe = createTlsProbe();
  const shakeHandsWith = async (place: TcpTarget) =>
    await probe.handshake({ ...place, host: HOST }, options, never);

  test.each([
    ['a login page', 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n<html>Sign in</html>'],
    ['a mail server', '220 mail.hospital.example ESMTP\r\n'],
    ['zeros', '\0'.repeat(64)],
  ])('what is not TLS is told as such: %s', async (_what, bytes) => {
    const door = await openStreetDoor({ address: '127.0.0.1', port: 0 }, (socket) => {
      socket.once('data', () => socket.end(bytes));
    });
    const answer = await shakeHandsWith(door.place);
    await door.shut();
    expect(answer).toEqual({ state: 'not-tls' });
  });

  test('a peer that hangs up without a word has cut the connection', async () => {
    const door = await openStreetDoor({ address: '127.0.0.1', port: 0 }, (socket) => {
      socket.once('data', () => socket.end());
    });
    const answer = await shakeHandsWith(door.place);
    await door.shut();
    expect(answer).toEqual({ state: 'reset' });
  });

  test.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'a backend that insists on our certificate has shown its own by then (%s)',
    async (version) => {
      const server = createTlsServer({
        cert: honest.certificatePem,
        key: honest.keyPem,
        ca: backend.certificatePem,
        requestCert: true,
        rejectUnauthorized: true,
        minVersion: version,
        maxVersion: version,
      });
      server.on('tlsClientError', () => undefined);
      const port = await listening(server);
      const answer = await shakeHandsWith({ address: '127.0.0.1', port });
      await new Promise<void>((resolve) => server.close(() => resolve()));
      expect(answer).toMatchObject({ state: 'presented', spkiSha256: honest.spkiSha256 });
    },
  );

  test('an Ed25519 certificate is read as well', async () => {
    const leaf = issueLeaf(createAuthority(), {
      subject: { organizations: [], commonName: HOST },
      purposes: [PURPOSE.serverAuth],
      names: ['127.0.0.1'],
      hours: 24,
    });
    const server = createTlsServer({ cert: leaf.certificatePem, key: leaf.keyPem });
    server.on('tlsClientError', () => undefined);
    const port = await listening(server);
    const answer = await shakeHandsWith({ address: '127.0.0.1', port });
    await new Promise<void>((resolve) => server.close(() => resolve()));
    expect(answer).toMatchObject({ state: 'presented' });
  });

  test('a name of 2,000 letters and control characters in it come out short and visible', async () => {
    const evil = createSiteAuthority({
      organizations: ['\u202eevil\u0007<b>'],
      commonName: 'x'.repeat(2000),
    });
    const leaf = evil.issueServer([HOST]);
    const presenting = createTlsServer({ cert: leaf.certificatePem, key: leaf.keyPem });
    presenting.on('tlsClientError', () => undefined);
    const port = await listening(presenting);
    const answer = await shakeHandsWith({ address: '127.0.0.1', port });
    await new Promise<void>((resolve) => presenting.close(() => resolve()));
    const issuer = answer.state === 'presented' ? answer.issuer : '';
    expect(issuer).toHaveLength(300);
    expect(['\u202e', '\u0007', '<', '>'].filter((hostile) => issuer.includes(hostile))).toEqual([]);
  });
});

function listening(server: ReturnType<typeof createTlsServer>): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}
