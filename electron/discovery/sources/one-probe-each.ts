import { type Endpoint, endpointOf } from '../../../shared/domain/discovery/endpoint.ts';
import type { Clock } from '../../ports.ts';
import type { ProbeOutcome, Prober } from '../sweep/sweep-ports.ts';

/** What probes told of an address lately. */
export interface ProbeTrace {
  readonly endpoint: Endpoint;
  readonly outcome: ProbeOutcome;
  readonly tookMs: number;
  readonly atMs: number;
}
export interface WatchedProber extends Prober {
  /** The newest outcome at each place, of the last ten minutes; at most 4,096 places. */
  traces(): readonly ProbeTrace[];
}

const KEPT_MS = 600_000;
const TRACE_LIMIT = 4096;

/**
 * Lets the sweep, the watch over known nodes and the asking of planned places share one prober: never two
 * connections to one machine at once, and what was learnt is kept for the diagnosis.
 */
export function createOneProbeEach(prober: Prober, clock: Clock): WatchedProber {
  const open = new Map<string, { readonly port: number; readonly probing: ReturnType<Prober['probe']> }>();
  const traces = new Map<string, ProbeTrace>();
  const note = (endpoint: Endpoint, { outcome, tookMs }: Awaited<ReturnType<Prober['probe']>>): void => {
    const key = endpointOf(endpoint);
    traces.delete(key);
    traces.set(key, { endpoint, outcome, tookMs, atMs: clock.now() });
    for (const [oldest] of traces) {
      if (traces.size <= TRACE_LIMIT) break;
      traces.delete(oldest);
    }
  };
  const begin = (endpoint: Endpoint, timeoutMs: number, signal: AbortSignal): ReturnType<Prober['probe']> => {
    const { address, port } = endpoint;
    const probing = prober
      .probe(address, port, timeoutMs, signal)
      .then((answer) => {
        note(endpoint, answer);
        return answer;
      })
      .finally(() => open.delete(address));
    open.set(address, { port, probing });
    return probing;
  };
  return {
    ...prober,
    probe: async (address, port, timeoutMs, signal) => {
      const endpoint = { address, port };
      for (;;) {
        signal.throwIfAborted();
        const other = open.get(address);
        if (other === undefined) return await begin(endpoint, timeoutMs, signal);
        // Given up by its own asker, or at another port: then it is our turn.
        const answer = await Promise.race([other.probing.catch(() => null), aborted(signal)]);
        if (answer !== null && other.port === port) return answer;
      }
    },
    traces: () => [...traces.values()].filter(({ atMs }) => clock.now() - atMs <= KEPT_MS),
  };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
