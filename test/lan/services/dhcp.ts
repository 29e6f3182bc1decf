import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Lan } from '../network/create-lan.ts';
import type { Cable, Host, Segment } from '../network/host.ts';
import type { Program } from '../network/program.ts';

/** The hospital's DHCP server: dnsmasq on a host of its own. */
export interface Dhcp {
  /** From now on this machine is given this address; an earlier lease of it is forgotten. */
  lease(mac: string, address: string): Promise<void>;
  /** The host asks for an address on this cable and takes it instead of what it has. */
  obtain(host: Host, cable: Cable): Promise<void>;
}

const client = new URL('dhcp-client-program.ts', import.meta.url).pathname;
const LIMIT_MS = 15_000;

/** Starts the server at this address (CIDR). */
export async function startDhcp(lan: Lan, segment: Segment, address: string): Promise<Dhcp> {
  const server = await lan.host('dhcp');
  await server.plugIn(segment, { addresses: [address] });
  const leases = join(lan.folder, 'leases');
  let program: Program | null = null;
  const held = new Map<string, string>();
  return {
    lease: async (mac, leased) => {
      await program?.stop();
      await rm(leases, { force: true });
      await writeFile(leases, '');
      const reserved = `--dhcp-host=${mac},${leased}`;
      const range = `--dhcp-range=${leased.replace(/\d+$/, '0')},static,255.255.255.0,5m`;
      const quiet = [
        '--no-daemon',
        '--port=0',
        '--conf-file=/dev/null',
        '--no-resolv',
        '--no-hosts',
        '--no-ping',
      ];
      const files = [`--dhcp-leasefile=${leases}`, '--pid-file='];
      const command = ['dnsmasq', ...quiet, ...files, '--user=root', '--interface=eth0', range, reserved];
      program = server.start('dnsmasq', command);
      await program.until(/DHCP, static leases only|sockets bound exclusively|started/, LIMIT_MS);
    },
    obtain: async (host, cable) => {
      const before = held.get(host.name);
      const mac = (await host.run(['cat', `/sys/class/net/${cable.name}/address`])).trim();
      // Without an address there is no route either, not even for a broadcast.
      await host.ip('route', 'replace', '255.255.255.255/32', 'dev', cable.name);
      const given = (await host.run([process.execPath, client, mac], LIMIT_MS)).trim();
      if (!(await readFile(leases, 'utf8')).includes(given.split('/')[0] ?? '-'))
        throw new Error(`the server has no lease for ${given}`);
      if (before !== undefined) await cable.take(before);
      await cable.add(given);
      held.set(host.name, given);
    },
  };
}
