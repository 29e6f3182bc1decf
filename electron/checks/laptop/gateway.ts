import type { Check } from '../../../shared/domain/checks/check.ts';
import { failed } from '../../../shared/failure/failure.ts';
import type { TcpAnswer } from '../checks-ports.ts';
import type { LaptopContext } from '../laptop-context.ts';

/** A port that many gateways listen on; a refusal is as good an answer as an open port. */
const PORT = 443;
/** After this a gateway in the same room will not answer any more (chromium: gateway can be pinged). */
const TIMEOUT_MS = 1500;
/** In one room a gateway answers in well under a millisecond; above this something is wrong (A3 #6). */
const SLOW_MS = 10;
/** A busy laptop can delay one answer. The best of these is the gateway's own. */
const TRIES = 5;

/** The pack's gateway: it answers on TCP, or at least the system has its hardware address. */
export const gateway: Check<LaptopContext> = {
  code: 'gateway',
  needs: ['laptop-link'],
  // All tries silent would be five time limits, but silence is not asked twice.
  timeoutMs: 8000,
  owner: 'hospital-it',
  run: async (context, signal) => {
    const address = context.pack.network.gateway;
    const answer = await bestAnswer(context, address, signal);
    const answered = hasAnswered(answer);
    // Asked after the connect: trying is what makes the system look for its neighbour.
    const neighbour = await context.hostNetwork.neighbour(address, signal);
    const facts = {
      gateway: address,
      answer: answer.state,
      roundTripMs: answered ? answer.tookMs : null,
      mac: neighbour.state === 'known' ? neighbour.mac : null,
    };
    if (answered && answer.tookMs > SLOW_MS) {
      return { state: 'fault', severity: 'note', facts: { ...facts, kind: 'slow' } };
    }
    if (answered || neighbour.state === 'known') return { state: 'ok', facts };
    // Silence proves something only where its hardware address would have been seen.
    if (neighbour.state === 'unreadable' || context.chosen?.onSubnet !== true) {
      const detail = `${address} is silent on TCP and its hardware address cannot be seen from here`;
      throw failed('check-impossible', { check: 'gateway', detail });
    }
    return { state: 'fault', severity: 'blocks', facts: { ...facts, kind: 'silent' } };
  },
};

const hasAnswered = ({ state }: TcpAnswer): boolean => state === 'open' || state === 'refused';

async function bestAnswer(context: LaptopContext, address: string, signal: AbortSignal): Promise<TcpAnswer> {
  const options = { localAddress: context.localAddress, timeoutMs: TIMEOUT_MS };
  const connect = () => context.tcpProbe.connect({ address, port: PORT }, options, signal);
  let best = await connect();
  for (let tries = 1; tries < TRIES && hasAnswered(best) && best.tookMs > SLOW_MS; tries += 1) {
    const next = await connect();
    if (hasAnswered(next) && next.tookMs < best.tookMs) best = next;
  }
  return best;
}
