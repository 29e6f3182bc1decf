import { withoutPrefix } from '../../shared/domain/checks/is-within.ts';
import type { NodeView } from '../../shared/domain/nodes/node-view.ts';
import type { Pack } from '../../shared/domain/sites/pack.ts';
import type {
  HostNetwork,
  NameServers,
  TcpAnswer,
  TcpProbe,
  TcpTarget,
  TimeServers,
  TlsProbe,
} from './checks-ports.ts';
import type { ChosenInterface } from './choose-interface.ts';

/** The ports through which checks from this laptop see the network. */
export interface LaptopPorts {
  readonly hostNetwork: HostNetwork;
  readonly tcpProbe: TcpProbe;
  readonly tlsProbe: TlsProbe;
  readonly nameServers: NameServers;
  readonly timeServers: TimeServers;
  /** A label of a name that nobody has registered, different each time. */
  readonly randomLabel: () => string;
}

/** What the checks from this laptop are given for one run. */
export interface LaptopContext extends LaptopPorts {
  readonly pack: Pack;
  /** Null when there is no interface that may be used. */
  readonly chosen: ChosenInterface | null;
  /** The only interfaces that may be used; null for any. */
  readonly wanted: readonly string[] | null;
  readonly nodes: readonly NodeView[];
  /** Address to ask from, so that the answer is that of the chosen interface; null when it has none. */
  readonly localAddress: string | null;
  /** Connects once per run to each target, however many checks ask: the network is touched no more than needed. */
  readonly reach: (target: TcpTarget) => Promise<TcpAnswer>;
}

/**
 * Time limit of one TCP connect. Linux gives up on a neighbour after about 3 s with an unreachable answer,
 * and a connect over a hospital's longest path takes well under one (connectivity reference A3 #11).
 */
export const CONNECT_TIMEOUT_MS = 3000;

/** The context of one run. `signal` ends the connects that several checks share. */
export function laptopContext(
  ports: LaptopPorts,
  run: Pick<LaptopContext, 'pack' | 'chosen' | 'wanted' | 'nodes'>,
  signal: AbortSignal,
): LaptopContext {
  const address = run.chosen?.address ?? null;
  const localAddress = address === null ? null : withoutPrefix(address);
  const options = { localAddress, timeoutMs: CONNECT_TIMEOUT_MS };
  const answers = new Map<string, Promise<TcpAnswer>>();
  const reach = (target: TcpTarget): Promise<TcpAnswer> => {
    const key = textOf(target);
    const answer = answers.get(key) ?? ports.tcpProbe.connect(target, options, signal);
    answers.set(key, answer);
    return answer;
  };
  return { ...ports, ...run, localAddress, reach };
}

/** `10.77.0.10:443`, as people write it. */
export function textOf({ address, port }: TcpTarget): string {
  return `${address}:${port}`;
}
