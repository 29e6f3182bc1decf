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

/** An empty network. */
export async function createLan(): Promise<Lan> {
  // The process id lets a later run recognise what a killed one left.
  const id = `${PREFIX}-${process.pid}-${randomBytes(3).toString('hex')}`;
  const folder = mkdtempSync(join(tmpdir(), `${id}-`));
  const namespaces: string[] = [];
  const programs: Program[] = [];
  let ports = 0;
  const host = async (name: string): Promise<Host> => {
    const namespace = `${id}-${name}`;
    namespaces.push(namespace);
    return createHost(name, namespace, {
      onStart: (program) => programs.push(program),
      freePort: () => `port${++ports}`,
    });
  };
  let switches: Promise<Host> | null = null;
  return {
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
    stop: async () => {
      await Promise.all(programs.splice(0).map((program) => program.stop()));
      for (const namespace of namespaces.splice(0)) await removeNamespace(namespace);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Removes namespaces of runs that were killed; those of runs that still live are left alone. */
export async function removeLeftovers(): Promise<void> {
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
