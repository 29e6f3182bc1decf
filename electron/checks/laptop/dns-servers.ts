import type { Check, Facts, Finding, Severity } from '../../../shared/domain/checks/check.ts';
import { type AskedServer, askNameServer } from '../ask-name-server.ts';
import { type LaptopContext, textOf } from '../laptop-context.ts';

/** Mean time of an answer that is suspicious and that is bad (chromium: DNS latency routine). */
const SLOW_MS = 400;
const VERY_SLOW_MS = 500;

/** Each name server of the site by itself: answers, honest about unknown names, and not altered on the way. */
export const dnsServers: Check<LaptopContext> = {
  code: 'dns-servers',
  needs: ['gateway'],
  timeoutMs: 8000,
  owner: 'hospital-it',
  run: async (context, signal) => {
    const { dns, backendCidr } = context.pack.network;
    const servers = await Promise.all(dns.map((server) => askNameServer(context, server, signal)));
    const times = servers.flatMap(({ latenciesMs }) => latenciesMs);
    const meanLatencyMs =
      times.length === 0 ? null : Math.round(times.reduce((sum, ms) => sum + ms, 0) / times.length);
    const facts: Facts = {
      servers: servers.length,
      answering: servers.filter(({ state }) => state === 'answers').length,
      meanLatencyMs,
      backendCidr,
      silent: namesOf(servers.filter(({ state }) => state !== 'answers')),
      altered: servers.flatMap(({ altered }) => altered).join(', '),
      missing: servers.flatMap(({ missing }) => missing).join(', '),
      dishonest: namesOf(servers.filter(({ isHonest }) => !isHonest)),
      ...Object.fromEntries(servers.map(({ server, state }) => [`${textOf(server)} state`, state])),
    };
    const fault = faultOf(servers, meanLatencyMs);
    if (fault === null) return { state: 'ok', facts };
    return { state: 'fault', severity: fault[1], facts: { ...facts, kind: fault[0] } } satisfies Finding;
  },
};

const namesOf = (servers: readonly AskedServer[]): string =>
  servers.map(({ server }) => textOf(server)).join(', ');

function faultOf(servers: readonly AskedServer[], meanMs: number | null): [string, Severity] | null {
  if (servers.every(({ state }) => state !== 'answers')) return ['allSilent', 'blocks'];
  if (servers.some(({ altered }) => altered.length > 0)) return ['altered', 'blocks'];
  if (servers.some(({ missing }) => missing.length > 0)) return ['missing', 'blocks'];
  if (servers.some(({ isHonest }) => !isHonest)) return ['dishonest', 'degrades'];
  if (servers.some(({ state }) => state !== 'answers')) return ['someSilent', 'degrades'];
  if (meanMs !== null && meanMs > VERY_SLOW_MS) return ['verySlow', 'degrades'];
  return meanMs !== null && meanMs > SLOW_MS ? ['slow', 'note'] : null;
}
