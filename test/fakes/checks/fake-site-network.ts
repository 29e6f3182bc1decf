/**
 * A hospital's network as the laptop meets it: a cable, a gateway, name and time servers, backends.
 * Its parts change while a test runs, and every port answers from what they are at that moment.
 */
import type {
  HostInterface,
  HostNetwork,
  NameAnswer,
  NameServers,
  TcpAnswer,
  TcpProbe,
  TcpTarget,
  TimeAnswer,
  TimeServers,
  TlsAnswer,
  TlsProbe,
} from '../../../electron/checks/checks-ports.ts';
import type { Pack } from '../../../shared/domain/sites/pack.ts';

export interface FakeNameServer {
  state: 'up' | 'silent' | 'refused' | 'broken';
  latencyMs: number;
  readonly names: Map<string, readonly string[]>;
  /** What a server that lies about unknown names answers with. */
  forUnknown: readonly string[] | null;
}

export interface FakeSiteNetwork {
  readonly interfaces: HostInterface[];
  /** The system's neighbour table; null when it cannot be read. */
  neighbours: Map<string, string> | null;
  /** `address:port` → what a TCP connect meets there; whatever is not here is silent. */
  readonly tcp: Map<string, TcpAnswer['state']>;
  readonly tls: Map<string, TlsAnswer>;
  readonly dns: Map<string, FakeNameServer>;
  readonly ntp: Map<string, TimeAnswer>;
  /** Milliseconds that each connect takes, one after the other; the last one stays. */
  connectMs: number[];
  /** Everything that was touched, such as `tcp 10.77.0.10:443`. */
  readonly touched: string[];
  unplug(): void;
  readonly hostNetwork: HostNetwork;
  readonly tcpProbe: TcpProbe;
  readonly tlsProbe: TlsProbe;
  readonly nameServers: NameServers;
  readonly timeServers: TimeServers;
}

const keyOf = ({ address, port }: TcpTarget): string => `${address}:${port}`;

/** A network on which everything that the pack asks for is in order. */
export function createFakeSiteNetwork({ network, slots }: Pack): FakeSiteNetwork {
  const names = network.endpoints.map(({ host, address }) => [host, [address]] as const);
  const state = {
    interfaces: [
      {
        name: 'eth0',
        kind: 'wired',
        carrier: true,
        speedMbit: 1000,
        duplex: 'full',
        addresses: ['10.20.4.77/24'],
      },
    ] as HostInterface[],
    neighbours: new Map([[network.gateway, '02:00:00:00:00:01']]) as Map<string, string> | null,
    tcp: new Map<string, TcpAnswer['state']>([
      [`${network.gateway}:443`, 'refused'],
      ...network.endpoints.map((endpoint) => [keyOf(endpoint), 'open'] as const),
      ...slots.map(({ address }) => [`${address.split('/')[0]}:${network.sweep.port}`, 'open'] as const),
    ]),
    tls: new Map(network.endpoints.map((endpoint) => [keyOf(endpoint), presented(endpoint)])),
    dns: new Map<string, FakeNameServer>(
      network.dns.map(({ address, port = 53 }) => [
        `${address}:${port}`,
        { state: 'up', latencyMs: 3, names: new Map(names), forUnknown: null },
      ]),
    ),
    ntp: new Map<string, TimeAnswer>(
      network.ntp.map(({ address, port = 123 }) => [
        `${address}:${port}`,
        { state: 'time', offsetMs: 4, roundTripMs: 2, stratum: 3 },
      ]),
    ),
    connectMs: [2],
    touched: [] as string[],
  };
  return Object.assign(state, {
    unplug: () => {
      for (const [index, link] of state.interfaces.entries()) {
        state.interfaces[index] = { ...link, carrier: false, addresses: [] };
      }
    },
    ...portsOf(state),
  });
}

function presented({ spkiSha256, host }: { spkiSha256: string; host: string }): TlsAnswer {
  return {
    state: 'presented',
    spkiSha256,
    subject: `CN=${host}`,
    issuer: 'O=Edge Platform, CN=Backend CA',
    tookMs: 8,
  };
}

type State = Omit<
  FakeSiteNetwork,
  'unplug' | 'hostNetwork' | 'tcpProbe' | 'tlsProbe' | 'nameServers' | 'timeServers'
>;

function portsOf(state: State) {
  const isConnected = (): boolean => state.interfaces.some(({ carrier }) => carrier !== false);
  const nextConnectMs = (): number =>
    (state.connectMs.length > 1 ? state.connectMs.shift() : state.connectMs[0]) ?? 0;
  const hostNetwork: HostNetwork = {
    interfaces: async () => [...state.interfaces],
    neighbour: async (address) => {
      if (state.neighbours === null) return { state: 'unreadable' };
      const mac = state.neighbours.get(address);
      return mac === undefined ? { state: 'absent' } : { state: 'known', mac };
    },
  };
  const tcpProbe: TcpProbe = {
    connect: async (target, { timeoutMs }, signal) => {
      signal.throwIfAborted();
      state.touched.push(`tcp ${keyOf(target)}`);
      if (!isConnected()) return { state: 'unreachable', tookMs: 0 };
      const met = state.tcp.get(keyOf(target)) ?? 'silent';
      return { state: met, tookMs: met === 'silent' ? timeoutMs : nextConnectMs() };
    },
  };
  const tlsProbe: TlsProbe = {
    handshake: async (target, _options, signal) => {
      signal.throwIfAborted();
      state.touched.push(`tls ${keyOf(target)}`);
      if (!isConnected()) return { state: 'unreachable' };
      const met = state.tcp.get(keyOf(target)) ?? 'silent';
      return met === 'open' ? (state.tls.get(keyOf(target)) ?? { state: 'not-tls' }) : { state: met };
    },
  };
  const nameServers: NameServers = {
    resolve: async (server, name, _options, signal) => {
      signal.throwIfAborted();
      state.touched.push(`dns ${keyOf(server)} ${name}`);
      const found = isConnected() ? state.dns.get(keyOf(server)) : undefined;
      return found === undefined ? { state: 'silent' } : answerOf(found, name);
    },
  };
  const timeServers: TimeServers = {
    ask: async (server, _options, signal) => {
      signal.throwIfAborted();
      state.touched.push(`ntp ${keyOf(server)}`);
      return (isConnected() ? state.ntp.get(keyOf(server)) : undefined) ?? { state: 'silent' };
    },
  };
  return { hostNetwork, tcpProbe, tlsProbe, nameServers, timeServers };
}

function answerOf({ state, latencyMs, names, forUnknown }: FakeNameServer, name: string): NameAnswer {
  if (state !== 'up') return { state };
  const addresses = names.get(name) ?? forUnknown;
  return addresses === null
    ? { state: 'none', tookMs: latencyMs }
    : { state: 'addresses', addresses, tookMs: latencyMs };
}
