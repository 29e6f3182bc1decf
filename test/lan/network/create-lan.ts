/**
 * A network of one story, made of Linux network namespaces with random names: segments (switches), hosts and
 * routers. Nothing of it touches an interface of the machine it runs on. `createLan` is the one function you want.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHost, type Host, type Segment } from './host.ts';
import { type Program, runCommand } from './program.ts';

export interface Lan {
  /** For files of this network; goes with it. */
  readonly folder: string;
  segment(name: string): Promise<Segment>;
  host(name: string): Promise<Host>;
  /** Ends every program and removes every namespace. Once is enough; more does no harm. */
  stop(): Promise<void>;
}

const PREFIX = 'rounds-lan';
const INTERRUPTED = 130;
const living = new Set<Lan>();

/** An empty network. */
export async function createLan(): Promise<Lan> {
  // The process id lets a later run recognise what a killed one left.
  const id = `${PREFIX}-${process.pid}-${randomBytes(3).toString('hex')}`;
  const folder = mkdtempSync(join(tmpdir(), `${id}-`));
  const namespaces: string[] = [];
  const programs: Program[] = [];
  let ports = 0;
  let switches: Promise<Host> | null = null;
  let stopping: Promise<void> | null = null;
  const host = async (name: string): Promise<Host> => {
    if (stopping !== null) throw new Error('the network is being taken down');
    const namespace = `${id}-${name}`;
    namespaces.push(namespace);
    return createHost(name, namespace, {
      onStart: (program) => programs.push(program),
      freePort: () => `port${++ports}`,
    });
  };
  const takeDown = async (): Promise<void> => {
    await Promise.all(programs.map((program) => program.stop()));
    for (const namespace of namespaces) await removeNamespace(namespace);
    rmSync(folder, { recursive: true, force: true });
    living.delete(lan);
  };
  const lan: Lan = {
    folder,
    host,
    segment: async (name) => {
      switches ??= host('switches');
      const { namespace, ip } = await switches;
      const bridge = `br-${name}`;
      // A switch floods link-local multicast; the bridge's snooping would need a querier to learn from.
      await ip('link', 'add', bridge, 'type', 'bridge', 'mcast_snooping', '0');
      await ip('link', 'set', bridge, 'up');
      return { name, namespace, bridge };
    },
    // Whoever asks second, a story cut off by Ctrl-C for example, waits for the same end.
    stop: () => {
      stopping ??= takeDown();
      return stopping;
    },
  };
  living.add(lan);
  return lan;
}

/** On Ctrl-C or SIGTERM: takes down what stands and ends this process. Also removes what a killed run left. */
export async function prepareForLans(): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      process.stderr.write('\nstopped; taking the network down\n');
      const stopping = [...living].map((lan) => lan.stop());
      void Promise.allSettled(stopping).then(() => process.exit(INTERRUPTED));
    });
  await removeLeftovers();
}

/** Removes namespaces of runs that were killed; those of runs that still live are left alone. */
async function removeLeftovers(): Promise<void> {
  const list = await runCommand('ip', ['netns', 'list']);
  for (const line of list.split('\n')) {
    const [namespace = ''] = line.split(' ');
    const pid = namespace.match(/^rounds-lan-(\d+)-/)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) await removeNamespace(namespace);
  }
}

async function removeNamespace(namespace: string): Promise<void> {
  const inside = await runCommand('ip', ['netns', 'pids', namespace]).catch(() => '');
  for (const pid of inside.split('\n').filter((line) => line !== '')) {
    try {
      process.kill(Number(pid), 'SIGKILL');
    } catch {
      // Expected here: it ended meanwhile.
    }
  }
  // Expected here: a story that failed before the namespace was made.
  await runCommand('ip', ['netns', 'delete', namespace]).catch(() => undefined);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // Expected here: there is no such process.
    return false;
  }
}
