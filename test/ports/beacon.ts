/** A lab node's announcer on loopback, as small as RFC 6762 allows, with faults to switch on. For port tests. */
import { type Answer, decode, encode } from 'dns-packet';
import {
  type OpenUdpSocket,
  openUdpSocket,
  type UdpSocket,
} from '../../electron/adapters/mdns/link/mdns-socket.ts';
import { type MdnsInstance, NODE_SERVICE_TYPE } from '../../shared/domain/discovery/mdns-claims.ts';

/** Where a beacon speaks. */
export interface BeaconPlace {
  readonly open: OpenUdpSocket;
  readonly type: 'udp4' | 'udp6';
  readonly group: string;
  readonly via: string;
}
const loopback: BeaconPlace = {
  ...{ open: openUdpSocket, type: 'udp4', group: '224.0.0.251', via: '127.0.0.1' },
};

export interface Beacon {
  /** Announces and from then on answers; called again, it announces what changed. */
  announce(instance: MdnsInstance): void;
  goodbye(instance: MdnsInstance): void;
  /** Stops answering without a word, as an unplugged node does. */
  fallSilent(): void;
  /** Answers only what is asked for by name: no additional records, no announcement. */
  readonly faults: { pointersOnly: boolean; ttlSeconds: number };
  /** Sends any bytes to the group, from the mDNS port. */
  send(bytes: Uint8Array): void;
  /** Names and types of every question heard, and from which port. */
  readonly asked: readonly { readonly name: string; readonly type: string; readonly port: number }[];
  close(): Promise<void>;
}

export async function openBeacon(port: number, place: BeaconPlace = loopback): Promise<Beacon> {
  const socket = await joined(port, place);
  const instances = new Map<string, MdnsInstance>();
  const asked: { name: string; type: string; port: number }[] = [];
  const faults = { pointersOnly: false, ttlSeconds: 120 };
  const send = (bytes: Uint8Array, to = port, address = place.group): void =>
    socket.send(bytes, to, address, () => {});
  socket.on('message', (bytes, from) => {
    const packet = readQuery(bytes);
    for (const { name, type } of packet?.questions ?? []) {
      asked.push({ name, type, port: from.port });
      const answers = [...instances.values()].flatMap((each) => answersTo(name, type, each, faults));
      if (answers.length === 0) continue;
      const isOneShot = from.port !== port;
      const reply = encode({ type: 'response', id: isOneShot ? (packet?.id ?? 0) : 0, answers });
      if (isOneShot) send(reply, from.port, from.address);
      else send(reply);
    }
  });
  return {
    faults,
    asked,
    send: (bytes) => send(bytes),
    announce: (instance) => {
      instances.set(instance.name, instance);
      if (!faults.pointersOnly)
        send(encode({ type: 'response', answers: recordsOf(instance, faults.ttlSeconds) }));
    },
    goodbye: (instance) => {
      instances.delete(instance.name);
      send(encode({ type: 'response', answers: recordsOf(instance, 0) }));
    },
    fallSilent: () => instances.clear(),
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

function readQuery(bytes: Buffer) {
  try {
    const packet = decode(bytes);
    return packet.type === 'query' ? packet : null;
  } catch {
    // Expected here: the hostile packets that other tests send.
    return null;
  }
}

function answersTo(
  name: string,
  type: string,
  instance: MdnsInstance,
  faults: Beacon['faults'],
): readonly Answer[] {
  const records = recordsOf(instance, faults.ttlSeconds);
  const direct = records.filter(
    (record) => record.type === type && record.name.toLowerCase() === name.toLowerCase(),
  );
  return type === 'PTR' && direct.length > 0 && !faults.pointersOnly ? records : direct;
}

/** PTR, SRV, TXT and A records of one instance. */
export function recordsOf(instance: MdnsInstance, ttlSeconds: number): Answer[] {
  const { name, hostname, port, addresses, txt } = instance;
  const owned = { ttl: ttlSeconds, flush: true };
  return [
    { type: 'PTR', name: NODE_SERVICE_TYPE, ttl: ttlSeconds, data: name },
    { ...owned, type: 'SRV', name, data: { target: hostname, port } },
    {
      ...owned,
      type: 'TXT',
      name,
      data: Object.entries(txt).map(([key, value]) => Buffer.from(`${key}=${value}`)),
    },
    ...addresses.map((address): Answer => {
      const [data = ''] = address.split('%');
      return { ...owned, type: data.includes(':') ? 'AAAA' : 'A', name: hostname, data };
    }),
  ];
}

function joined(port: number, { open, type, group, via }: BeaconPlace): Promise<UdpSocket> {
  return new Promise((resolve, reject) => {
    const socket = open({ type, reuseAddr: true });
    socket.on('error', reject);
    socket.bind({ port, address: type === 'udp4' ? '0.0.0.0' : '::' }, () => {
      socket.addMembership(group.split('%')[0] ?? group, via);
      socket.setMulticastInterface(via);
      socket.setMulticastTTL(255);
      resolve(socket);
    });
  });
}
