import { createServer } from 'node:tls';
import type { HospitalAddresses, Place } from './addresses.ts';
import { networkFor } from './network-for.ts';
import { foreignNode } from './node/foreign-node.ts';
import type { LabNode } from './node/lab-node.ts';
import { createSiteAuthority } from './site-authority.ts';
import { openStreetDoor } from './street-door.ts';

/** A machine that speaks TLS on the port of the Talos API and is something else: an analyzer's web page. */
export interface UnknownMachine {
  readonly place: Place;
  stop(): Promise<void>;
}

/** Starts such a machine. */
export async function startUnknownMachine(place: Place): Promise<UnknownMachine> {
  const maker = createSiteAuthority({ organizations: ['Analyzer Works'], commonName: 'analyzer.local' });
  const { certificatePem, keyPem } = maker.issueServer(['analyzer.local']);
  const page =
    'HTTP/1.1 400 Bad Request\r\nServer: lighttpd/1.4.53\r\nContent-Length: 0\r\nConnection: close\r\n\r\n';
  const server = createServer(
    { cert: certificatePem, key: keyPem, ALPNProtocols: ['http/1.1'] },
    (socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end(page));
    },
  );
  // A client that hangs up during the handshake is ordinary here.
  server.on('tlsClientError', () => undefined);
  const door = await openStreetDoor(place, (socket) => server.emit('connection', socket));
  return { place: door.place, stop: () => door.shut() };
}

/** Starts a configured Talos node of another site in the same building. */
export function startForeignNode(addresses: HospitalAddresses, timeScale: number): Promise<LabNode> {
  const { address, port } = addresses.foreignNode;
  return foreignNode({
    name: 'foreign',
    address,
    port,
    timeScale,
    network: networkFor(addresses, address, 'radiology-1'),
    servicePorts: { dns: addresses.ports.dns, ntp: addresses.ports.ntp },
  });
}

/** The devices that nobody may touch, with a note of whoever did. */
export interface MedicalDevices {
  readonly touches: readonly { readonly address: string; readonly atMs: number }[];
  stop(): Promise<void>;
}

/** Listens where the pack forbids to sweep. A touch is a connection; it is noted and reset. */
export async function startMedicalDevices(places: readonly Place[]): Promise<MedicalDevices> {
  const touches: { address: string; atMs: number }[] = [];
  const doors = await Promise.all(
    places.map((place) =>
      openStreetDoor(place, (socket) => {
        touches.push({ address: place.address, atMs: Date.now() });
        socket.resetAndDestroy();
      }),
    ),
  );
  return {
    touches,
    stop: async () => {
      await Promise.all(doors.map((door) => door.shut()));
    },
  };
}
