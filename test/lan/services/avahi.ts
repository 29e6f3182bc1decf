/** The mDNS responder and browser that most Linux machines have, as the reference to be measured against. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Lan } from '../network/create-lan.ts';
import type { Host } from '../network/host.ts';
import type { Program } from '../network/program.ts';

/** A service that a daemon announces. */
export interface Announced {
  readonly instance: string;
  readonly port: number;
  readonly txt: Readonly<Record<string, string>>;
  /** Of another host than the daemon's own; its addresses are then in `hosts`. */
  readonly hostname?: string;
}
export interface AvahiOptions {
  readonly hostname: string;
  readonly services?: readonly Announced[];
  /** Addresses of further host names, without `.local`. */
  readonly hosts?: ReadonlyMap<string, string>;
  /** Where `avahi-browse` reaches it; null for a daemon that only announces. */
  readonly bus?: Bus | null;
  readonly interfaces?: readonly string[];
}
/** A D-Bus of its own, so that the machine's is left alone. */
export interface Bus {
  readonly address: string;
}

const SERVICE_TYPE = '_rounds-node._tcp';
const START_LIMIT_MS = 15_000;

/** Starts a system bus for the programs of one host. */
export async function startBus({ folder }: Lan, host: Host): Promise<Bus> {
  const path = join(folder, `${host.name}-bus`);
  const config = `${path}.conf`;
  await writeFile(
    config,
    `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>unix:path=${path}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow receive_sender="*"/>
    <allow own="*"/>
    <allow user="*"/>
  </policy>
</busconfig>
`,
  );
  const program = host.start('dbus-daemon', [
    'dbus-daemon',
    '--nofork',
    '--nopidfile',
    '--print-address=1',
    `--config-file=${config}`,
  ]);
  await program.until(/^unix:/, START_LIMIT_MS);
  return { address: `unix:path=${path}` };
}

/** Starts avahi-daemon and waits until what it announces is established, unless `isWaited` is false. */
export async function startAvahi(
  lan: Lan,
  host: Host,
  options: AvahiOptions,
  isWaited = true,
): Promise<Program> {
  const { services = [], bus = null } = options;
  const folder = join(lan.folder, `${host.name}-avahi`);
  await mkdir(join(folder, 'services'), { recursive: true });
  await writeFile(join(folder, 'daemon.conf'), configOf(options));
  await writeFile(join(folder, 'hosts'), hostsOf(options));
  for (const [index, service] of services.entries())
    await writeFile(join(folder, 'services', `${index}.service`), serviceFile(service));
  // Each program of a host has mounts of its own, so the machine's files and its own daemon stay as they are.
  const script = [
    'mount -t tmpfs tmpfs /run',
    'mkdir /run/avahi-daemon',
    `mount --bind ${folder} /etc/avahi`,
    'exec avahi-daemon --no-drop-root --no-chroot --no-rlimits -f /etc/avahi/daemon.conf',
  ].join(' && ');
  const env = bus === null ? {} : { DBUS_SYSTEM_BUS_ADDRESS: bus.address };
  const program = host.start('avahi-daemon', ['sh', '-c', script], env);
  if (!isWaited) return program;
  await program.until(/Server startup complete/, START_LIMIT_MS);
  for (const { instance } of services.slice(-1))
    await program.until(new RegExp(`Service "${instance}".*successfully established`), START_LIMIT_MS);
  return program;
}

/** Starts `avahi-browse` for lab nodes: parsable lines for what comes, is resolved and goes. */
export function startAvahiBrowse(host: Host, bus: Bus): Program {
  return host.start('avahi-browse', ['avahi-browse', '-f', '-p', '-r', SERVICE_TYPE], {
    DBUS_SYSTEM_BUS_ADDRESS: bus.address,
  });
}

/** A resolved line of `avahi-browse -pr`; null for any other. */
export function readBrowseLine(line: string): BrowsedService | null {
  const [event, interfaceName = '', family = '', name = '', , , hostname = '', address = '', port = ''] =
    line.split(';');
  if (event !== '=') return null;
  return { interfaceName, family, instance: unescaped(name), hostname, address, port: Number(port) };
}
export interface BrowsedService {
  readonly interfaceName: string;
  /** `IPv4` or `IPv6`: over which it was heard. */
  readonly family: string;
  readonly instance: string;
  readonly hostname: string;
  readonly address: string;
  readonly port: number;
}

/** avahi writes bytes that are not letters or digits as `\032`. */
function unescaped(text: string): string {
  return text.replaceAll(/\\(\d{3})/g, (_whole, code) => String.fromCharCode(Number(code)));
}

function configOf({ hostname, hosts, interfaces, bus = null }: AvahiOptions): string {
  // An address of a further host would collide with the reverse record of the daemon's own.
  const ownAddresses = hosts === undefined ? 'yes' : 'no';
  return `[server]
host-name=${hostname}
domain-name=local
use-ipv4=yes
use-ipv6=yes
${interfaces === undefined ? '' : `allow-interfaces=${interfaces.join(',')}\n`}enable-dbus=${bus === null ? 'no' : 'yes'}
ratelimit-interval-usec=1000000
ratelimit-burst=1000
[publish]
publish-addresses=${ownAddresses}
publish-hinfo=no
publish-workstation=no
[wide-area]
enable-wide-area=no
`;
}

function hostsOf({ hosts = new Map() }: AvahiOptions): string {
  return [...hosts].map(([name, address]) => `${address} ${name}.local\n`).join('');
}

function serviceFile({ instance, port, txt, hostname }: Announced): string {
  const records = Object.entries(txt).map(
    ([key, value]) => `    <txt-record>${escaped(`${key}=${value}`)}</txt-record>`,
  );
  return `<?xml version="1.0" standalone="no"?>
<!DOCTYPE service-group SYSTEM "avahi-service.dtd">
<service-group>
  <name>${escaped(instance)}</name>
  <service>
    <type>${SERVICE_TYPE}</type>
${hostname === undefined ? '' : `    <host-name>${hostname}.local</host-name>\n`}    <port>${port}</port>
${records.join('\n')}
  </service>
</service-group>
`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
