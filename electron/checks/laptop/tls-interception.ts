import type { Check, Facts } from '../../../shared/domain/checks/check.ts';
import type { Endpoint } from '../../../shared/domain/sites/pack.ts';
import { judgeHandshake, type Looked, worstHandshake } from '../judge-handshake.ts';
import { CONNECT_TIMEOUT_MS, type LaptopContext, textOf } from '../laptop-context.ts';

/** The handshake may need several round trips and a slow proxy in between. */
const TIMEOUT_MS = 5000;

/** The certificate behind each endpoint has the key that the pack pins; nobody opens TLS on the way. */
export const tlsInterception: Check<LaptopContext> = {
  code: 'tls-interception',
  needs: ['gateway'],
  timeoutMs: CONNECT_TIMEOUT_MS + TIMEOUT_MS + 2000,
  owner: 'hospital-it',
  run: async (context, signal) => {
    const { endpoints } = context.pack.network;
    const options = { localAddress: context.localAddress, timeoutMs: TIMEOUT_MS };
    const look = async (endpoint: Endpoint): Promise<Looked | null> => {
      const { state } = await context.reach(endpoint);
      if (state !== 'open') return null;
      return { endpoint, answer: await context.tlsProbe.handshake(endpoint, options, signal) };
    };
    const looked = (await Promise.all(endpoints.map(look))).filter((one) => one !== null);
    // What does not even connect is the finding of `egress`, which asked the same sockets.
    if (looked.length === 0) return { state: 'skipped', because: 'egress' };
    const facts: Facts = {
      tried: looked.length,
      notReached: endpoints.length - looked.length,
      ...Object.fromEntries(looked.map(factOf)),
    };
    const worst = worstHandshake(looked);
    if (worst === null) return { state: 'ok', facts };
    return { state: 'fault', severity: worst.severity, facts: { ...facts, ...worst.facts } };
  },
};

function factOf(looked: Looked): [string, string] {
  const { name } = looked.endpoint;
  return [`${name} (${textOf(looked.endpoint)})`, judgeHandshake(looked)];
}
