import { Resolver } from 'node:dns/promises';
import type { Machine } from '../machine.ts';
import { timeSource } from './keep-time.ts';
import { hostPort, isLoopback, serverText } from './sntp.ts';

const PERIOD_MS = 5000;
const TIMEOUT_MS = 1000;
/** Any answer will do, "no such name" included. */
const PROBE_NAME = 'health.node.invalid';

/** Keeps the health of each name server true to the world for as long as this run lasts. */
export function keepDns(machine: Machine): void {
  const signal = machine.runSignal;
  let timer: NodeJS.Timeout | undefined;
  const look = async () => {
    const before = JSON.stringify([...machine.dnsHealth]);
    const servers = machine.network.nameservers;
    const found = await Promise.all(
      servers.map(async (server) => [server, await answers(machine, server)] as const),
    );
    if (signal.aborted) return;
    machine.dnsHealth.clear();
    for (const [server, isHealthy] of found) machine.dnsHealth.set(server, isHealthy);
    if (JSON.stringify([...machine.dnsHealth]) !== before) machine.changed();
    timer = setTimeout(() => void look(), PERIOD_MS);
    timer.unref();
  };
  signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  void look();
}

async function answers(machine: Machine, server: string): Promise<boolean> {
  const { dns } = timeSource(machine).ports;
  if (!isLoopback(hostPort(server, dns).host)) return false;
  const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: 1 });
  resolver.setServers([serverText(server, dns)]);
  try {
    await resolver.resolve4(PROBE_NAME);
    return true;
  } catch (error) {
    // An answer that says no is an answer; silence and a closed port are not.
    const code = error instanceof Error && 'code' in error ? error.code : '';
    return code === 'ENOTFOUND' || code === 'ENODATA' || code === 'EREFUSED' || code === 'ESERVFAIL';
  }
}
