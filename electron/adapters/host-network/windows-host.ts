import { join } from 'node:path';
import { z } from 'zod';
import type { Neighbour } from '../../checks/checks-ports.ts';
import type { LinkFacts } from './link-facts.ts';
import type { RunCommand } from './run-command.ts';

/** The fields of `Get-NetAdapter` that are numbers and names, so that no language of Windows gets in between. */
const SCRIPT =
  'Get-NetAdapter | Select-Object Name,InterfaceOperationalStatus,' +
  'MediaConnectionState,Speed,FullDuplex,NdisPhysicalMedium,Virtual | ConvertTo-Json -Compress';
/** NDIS_PHYSICAL_MEDIUM: wireless LAN, wireless WAN, native 802.11, Bluetooth (ntddndis.h). */
const WIRELESS: ReadonlySet<number> = new Set([1, 8, 9, 10]);
/** NET_IF_MEDIA_CONNECT_STATE (ifdef.h). */
const CONNECTED = 1;
const DISCONNECTED = 2;

const adapter = z.object({
  Name: z.string().max(200),
  MediaConnectionState: z.number().nullish(),
  Speed: z.number().nullish(),
  FullDuplex: z.boolean().nullish(),
  NdisPhysicalMedium: z.number().nullish(),
  Virtual: z.boolean().nullish(),
});
const adapters = z.union([z.array(adapter).max(256), adapter.transform((one) => [one])]);

/** Every adapter that PowerShell lists. Written after its documentation and not yet seen on hardware. */
export async function readWindowsLinks(
  run: RunCommand,
  signal: AbortSignal,
): Promise<readonly LinkFacts[] | null> {
  const program = join(systemFolder(), 'WindowsPowerShell', 'v1.0', 'powershell.exe');
  const printed = await run(program, ['-NoProfile', '-NonInteractive', '-Command', SCRIPT], signal);
  const parsed = adapters.safeParse(readJson(printed));
  if (!parsed.success) return null;
  return parsed.data.map((found) => ({
    name: found.Name,
    kind: kindOf(found),
    carrier: carrierOf(found.MediaConnectionState),
    speedMbit:
      found.Speed === null || found.Speed === undefined || found.Speed <= 0 ? null : found.Speed / 1e6,
    duplex: found.FullDuplex === true ? 'full' : found.FullDuplex === false ? 'half' : null,
  }));
}

function kindOf({ Virtual, NdisPhysicalMedium }: z.output<typeof adapter>): LinkFacts['kind'] {
  if (Virtual === true) return 'virtual';
  return WIRELESS.has(NdisPhysicalMedium ?? 0) ? 'wireless' : 'wired';
}

function carrierOf(state: number | null | undefined): boolean | null {
  if (state === CONNECTED) return true;
  return state === DISCONNECTED ? false : null;
}

function readJson(printed: string | null): unknown {
  try {
    return JSON.parse(printed ?? '');
  } catch {
    // Expected here: PowerShell that is switched off by policy prints a sentence instead.
    return null;
  }
}

/** The row that `arp -a` prints for an address, such as `  10.20.4.1   02-aa-00-00-00-01   dynamic`. */
export async function readWindowsNeighbour(
  run: RunCommand,
  address: string,
  signal: AbortSignal,
): Promise<Neighbour> {
  const printed = await run(join(systemFolder(), 'ARP.EXE'), ['-a', address], signal);
  if (printed === null) return { state: 'unreadable' };
  for (const line of printed.split(/\r?\n/)) {
    const [entry, mac = ''] = line.trim().split(/\s+/);
    if (entry === address && /^[0-9a-f]{2}(?:-[0-9a-f]{2}){5}$/i.test(mac)) {
      return { state: 'known', mac: mac.toLowerCase().replaceAll('-', ':') };
    }
  }
  return { state: 'absent' };
}

/** Full paths, so that no program of the same name in another folder is run. */
function systemFolder(): string {
  return join(process.env.SystemRoot ?? 'C:\\Windows', 'System32');
}
