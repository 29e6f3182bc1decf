import { isWithin } from '../../shared/domain/checks/is-within.ts';
import type { Endpoint, Server } from '../../shared/domain/sites/pack.ts';
import type { NameAnswer, TcpTarget } from './checks-ports.ts';
import { type LaptopContext, textOf } from './laptop-context.ts';

const DNS_PORT = 53;
/** Two tries of a resolver fit in; a server that needs longer is as good as silent. */
const TIMEOUT_MS = 2500;

/** What one name server showed. Texts name the server, so that hospital IT can act on them. */
export interface AskedServer {
  readonly server: TcpTarget;
  readonly state: 'answers' | 'silent' | 'refused' | 'broken';
  readonly latenciesMs: readonly number[];
  /** Answers outside the backend's CIDR, such as `host → 1.2.3.4 by 10.0.0.53:53`. */
  readonly altered: readonly string[];
  readonly missing: readonly string[];
  /** False when it gave an address outside the backend's CIDR for a name that does not exist. */
  readonly isHonest: boolean;
}

interface Asked {
  readonly host: string;
  readonly answer: NameAnswer;
}

/** Asks one server for every endpoint of the pack and for a name that nobody has. */
export async function askNameServer(
  { nameServers, pack, localAddress, randomLabel }: LaptopContext,
  { address, port = DNS_PORT }: Server,
  signal: AbortSignal,
): Promise<AskedServer> {
  const server = { address, port };
  const { endpoints, backendCidr } = pack.network;
  const ask = async (host: string): Promise<Asked> => ({
    host,
    answer: await nameServers.resolve(server, host, { localAddress, timeoutMs: TIMEOUT_MS }, signal),
  });
  const hosts = [...new Set(endpoints.map(({ host }) => host))];
  const [unknown, ...known] = await Promise.all([
    ask(unknownName(endpoints, randomLabel())),
    ...hosts.map(ask),
  ]);
  const all = unknown === undefined ? known : [unknown, ...known];
  const by = textOf(server);
  const state = stateOf(all);
  return {
    server,
    state,
    latenciesMs: all.flatMap(({ answer }) => ('tookMs' in answer ? [answer.tookMs] : [])),
    altered: known.flatMap((asked) =>
      outside(asked, backendCidr).map((wrong) => `${asked.host} → ${wrong} by ${by}`),
    ),
    // A server that says nothing at all is silent; one that answers and leaves this name out is missing it.
    missing: state === 'answers' ? known.filter(isMissing).map(({ host }) => `${host} by ${by}`) : [],
    isHonest: unknown === undefined || outside(unknown, backendCidr).length === 0,
  };
}

/** Beside the first endpoint, so that a wildcard of the backend's own zone stays inside the CIDR. */
function unknownName(endpoints: readonly Endpoint[], label: string): string {
  const host = endpoints[0]?.host ?? 'invalid';
  const zone = host.includes('.') ? host.slice(host.indexOf('.') + 1) : host;
  return `${label}.${zone}`;
}

const isMissing = ({ answer }: Asked): boolean => answer.state !== 'addresses';

function stateOf(asked: readonly Asked[]): AskedServer['state'] {
  const states = asked.map(({ answer }) => answer.state);
  if (states.some((state) => state === 'addresses' || state === 'none')) return 'answers';
  return states.find((state) => state === 'refused' || state === 'broken') ?? 'silent';
}

function outside({ answer }: Asked, cidr: string): readonly string[] {
  return answer.state === 'addresses' ? answer.addresses.filter((address) => !isWithin(cidr, address)) : [];
}
