import { connect, type Socket } from 'node:net';
import { failed } from '../../../shared/failure/failure.ts';
import type { ProbeOptions, TcpAnswer, TcpProbe, TcpTarget } from '../../checks/checks-ports.ts';

/** What the system says of a connect, as an answer of the network. */
const STATES: Readonly<Record<string, TcpAnswer['state']>> = {
  ECONNREFUSED: 'refused',
  // A reset in answer to the first packet is a refusal by a box that is less polite.
  ECONNRESET: 'refused',
  ETIMEDOUT: 'silent',
  EHOSTUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ENETUNREACH: 'unreachable',
  ENETDOWN: 'unreachable',
  // The address to ask from went away with its cable.
  EADDRNOTAVAIL: 'unreachable',
};

/** TCP connects from this laptop. Throws `check-impossible` for what its own system forbids. */
export function createTcpProbe(): TcpProbe {
  return {
    connect: async (target, options, signal) => {
      signal.throwIfAborted();
      const startedAtMs = performance.now();
      const state = await ask(target, options, signal);
      return { state, tookMs: Math.round((performance.now() - startedAtMs) * 10) / 10 };
    },
  };
}

function ask(target: TcpTarget, options: ProbeOptions, signal: AbortSignal): Promise<TcpAnswer['state']> {
  return new Promise((resolve, reject) => {
    const socket = openSocket(target, options);
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      // A reset leaves no TIME_WAIT behind: a probe must not use up ports.
      socket.resetAndDestroy();
      settle();
    };
    const stop = (): void => end(() => reject(signal.reason));
    const timer = setTimeout(() => end(() => resolve('silent')), options.timeoutMs);
    signal.addEventListener('abort', stop, { once: true });
    socket.once('connect', () => end(() => resolve('open')));
    socket.on('error', (error) => {
      const state = stateOf(error);
      end(() => (state === null ? reject(impossible(target, error)) : resolve(state)));
    });
  });
}

/** A socket that connects from the given address of this laptop. Used by the TLS probe as well. */
export function openSocket({ address, port }: TcpTarget, { localAddress }: ProbeOptions): Socket {
  return connect({ host: address, port, ...(localAddress === null ? {} : { localAddress }) });
}

/** The network's answer behind an error of a connect; null when it is not the network that said no. */
export function stateOf(error: Error): TcpAnswer['state'] | null {
  return 'code' in error ? (STATES[String(error.code)] ?? null) : null;
}

/** The failure for a connect that this laptop itself does not allow. */
export function impossible({ address, port }: TcpTarget, error: Error): Error {
  const code = 'code' in error ? String(error.code) : error.message;
  const detail = `this laptop does not let Rounds connect to ${address}:${port} (${code})`;
  return failed('check-impossible', { check: 'connect', detail }, error);
}
