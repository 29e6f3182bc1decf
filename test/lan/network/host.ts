/** A machine of the simulated network: a network namespace with its cables. */
import { type Program, runCommand, startProgram } from './program.ts';

/** One switch without VLANs: everything plugged in hears each other's broadcasts. */
export interface Segment {
  readonly name: string;
  /** Namespace and bridge that it is made of. */
  readonly namespace: string;
  readonly bridge: string;
}

export interface Host {
  readonly name: string;
  readonly namespace: string;
  /** Puts a cable between a new interface of this host and the segment. */
  plugIn(segment: Segment, options?: PlugOptions): Promise<Cable>;
  /** `ip` in this host. */
  ip(...args: readonly string[]): Promise<string>;
  /** Sets a kernel setting of this host, `net.ipv4.ip_forward` for example. */
  set(setting: string, value: number): Promise<void>;
  /** Loads rules of nftables in this host. */
  nft(rules: string): Promise<void>;
  /** Runs a command to its end in this host. */
  run(command: readonly string[], limitMs?: number): Promise<string>;
  /** Starts a program in this host; it ends with the story. */
  start(name: string, command: readonly string[], env?: NodeJS.ProcessEnv): Program;
}
export interface PlugOptions {
  /** `eth0` unless given. */
  readonly name?: string;
  /** In CIDR form, IPv4 or IPv6. */
  readonly addresses?: readonly string[];
  readonly mac?: string;
}

export interface Cable {
  readonly name: string;
  /** Pulls it out: the interface loses its carrier and keeps its addresses. */
  pull(): Promise<void>;
  pushIn(): Promise<void>;
  /** The interface itself goes away, as a pulled USB adapter does. */
  remove(): Promise<void>;
  add(address: string): Promise<void>;
  take(address: string): Promise<void>;
}

/** What hosts share: who keeps account of their programs, and port names that are free. */
export interface HostGround {
  readonly onStart: (program: Program) => void;
  readonly freePort: () => string;
}

/** Makes the namespace. Addresses are usable at once: nobody waits for duplicate address detection. */
export async function createHost(name: string, namespace: string, ground: HostGround): Promise<Host> {
  await runCommand('ip', ['netns', 'add', namespace]);
  const inside = (command: readonly string[]): readonly string[] => [
    'ip',
    'netns',
    'exec',
    namespace,
    ...command,
  ];
  const run = (command: readonly string[], limitMs?: number): Promise<string> => {
    const [file = '', ...args] = inside(command);
    return runCommand(file, args, limitMs);
  };
  const ip = (...args: readonly string[]): Promise<string> =>
    runCommand('ip', ['-netns', namespace, ...args]);
  const set = async (setting: string, value: number): Promise<void> => {
    await run(['sh', '-c', `echo ${value} > /proc/sys/${setting.replaceAll('.', '/')}`]);
  };
  await set('net.ipv6.conf.default.accept_dad', 0);
  await ip('link', 'set', 'lo', 'up');
  return {
    ...{ name, namespace, ip, set, run },
    plugIn: (segment, options) => plugIn({ ip }, segment, { ...options, port: ground.freePort() }),
    nft: async (rules) => {
      await run(['sh', '-c', 'printf %s "$1" | nft -f -', 'sh', rules]);
    },
    start: (program, command, env) => {
      const started = startProgram(`${program} on ${name}`, inside(command), env);
      ground.onStart(started);
      return started;
    },
  };
}

async function plugIn(
  { ip }: Pick<Host, 'ip'>,
  segment: Segment,
  { name = 'eth0', addresses = [], mac, port }: PlugOptions & { readonly port: string },
): Promise<Cable> {
  const end = ['name', port, 'netns', segment.namespace];
  await ip(
    'link',
    'add',
    name,
    ...(mac === undefined ? [] : ['address', mac]),
    'type',
    'veth',
    'peer',
    ...end,
  );
  const socket = (...args: readonly string[]): Promise<string> =>
    runCommand('ip', ['-netns', segment.namespace, 'link', 'set', port, ...args]);
  await socket('master', segment.bridge, 'up');
  await ip('link', 'set', name, 'up');
  const add = async (address: string): Promise<void> => {
    await ip('address', 'add', address, 'dev', name, ...(address.includes(':') ? ['nodad'] : []));
  };
  for (const address of addresses) await add(address);
  return {
    ...{ name, add },
    take: async (address) => void (await ip('address', 'del', address, 'dev', name)),
    pull: async () => void (await socket('down')),
    pushIn: async () => void (await socket('up')),
    remove: async () => void (await ip('link', 'delete', name)),
  };
}
