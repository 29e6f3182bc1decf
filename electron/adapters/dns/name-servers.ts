import { Resolver } from 'node:dns/promises';
import { failed } from '../../../shared/failure/failure.ts';
import type { NameAnswer, NameServers } from '../../checks/checks-ports.ts';

/** More addresses for one name than any backend has; the rest is not looked at. */
const ADDRESS_LIMIT = 64;
/** One packet may be lost. The second try waits twice as long as the first, so together they take the limit. */
const TRIES = 2;
const FIRST_TRY_SHARE = 0.3;

/** What c-ares says, as an answer of the server. */
const STATES: Readonly<Record<string, 'none' | 'refused' | 'silent' | 'broken'>> = {
  ENOTFOUND: 'none',
  ENODATA: 'none',
  EREFUSED: 'refused',
  ECONNREFUSED: 'refused',
  ETIMEOUT: 'silent',
  ECANCELLED: 'silent',
  ESERVFAIL: 'broken',
  EFORMERR: 'broken',
  ENOTIMP: 'broken',
  EBADRESP: 'broken',
  EBADNAME: 'broken',
};

/** Asks name servers directly, over UDP and over TCP when an answer does not fit; no hosts file, no cache. */
export function createNameServers(): NameServers {
  return {
    resolve: async ({ address, port }, name, { localAddress, timeoutMs }, signal) => {
      signal.throwIfAborted();
      const resolver = new Resolver({ timeout: Math.round(timeoutMs * FIRST_TRY_SHARE), tries: TRIES });
      resolver.setServers([`${address}:${port}`]);
      if (localAddress !== null) resolver.setLocalAddress(localAddress);
      const stop = (): void => resolver.cancel();
      const timer = setTimeout(stop, timeoutMs);
      signal.addEventListener('abort', stop, { once: true });
      const startedAtMs = performance.now();
      const took = (): number => Math.round(performance.now() - startedAtMs);
      try {
        const addresses = await resolver.resolve4(name);
        return { state: 'addresses', addresses: addresses.slice(0, ADDRESS_LIMIT), tookMs: took() };
      } catch (error) {
        // Expected here: c-ares' codes for what the server said, and our own cancel.
        signal.throwIfAborted();
        return answerTo(error, took());
      } finally {
        clearTimeout(timer);
        signal.removeEventListener('abort', stop);
      }
    },
  };
}

function answerTo(error: unknown, tookMs: number): NameAnswer {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const state = STATES[code];
  if (state === undefined) {
    const detail = `this laptop does not let Rounds ask a name server (${code})`;
    throw failed('check-impossible', { check: 'dns-servers', detail }, error);
  }
  return state === 'none' ? { state, tookMs } : { state };
}
