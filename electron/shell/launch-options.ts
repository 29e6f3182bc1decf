import { resolve } from 'node:path';

/** How this start of the app differs from an ordinary one. */
export interface LaunchOptions {
  /** Fixed key and a folder of its own, with a banner on every screen. */
  readonly demo: boolean;
  readonly dataDir: string | null;
  readonly enrolmentFile: string | null;
  readonly interfaces: readonly string[] | null;
  readonly sqliteBinding: string | null;
  /** Offered beside what the system lists; in demo mode only. */
  readonly serialPorts: readonly string[];
  /** Where beacons of a simulated site are heard; null for 5353. In demo mode only. */
  readonly mdnsPort: number | null;
}

/** At most this many names in --interfaces; more is a mistake. */
const interfacesCap = 16;
/** A simulated site has at most 40 nodes. */
const serialPortsCap = 40;

/**
 * Reads --demo, --data-dir=, --enrolment=, --interfaces=, --serial-port= (repeatable), --mdns-port= and ROUNDS_SQLITE_BINDING. A packaged app that is not in
 * demo mode takes none of them, and a packaged app never loads a binding that the environment names.
 */
export function parseLaunchOptions(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  isPackaged: boolean,
): LaunchOptions {
  const demo = argv.includes('--demo');
  const isOpen = demo || !isPackaged;
  const path = (flag: string) => {
    const value = isOpen ? valueAfter(argv, flag) : null;
    return value === null ? null : resolve(value);
  };
  return {
    demo,
    dataDir: path('--data-dir'),
    enrolmentFile: path('--enrolment'),
    interfaces: isOpen ? interfacesOf(argv) : null,
    serialPorts: demo ? valuesAfter(argv, '--serial-port').slice(0, serialPortsCap) : [],
    mdnsPort: demo ? portOf(argv) : null,
    sqliteBinding: isPackaged ? null : env.ROUNDS_SQLITE_BINDING || null,
  };
}

function portOf(argv: readonly string[]): number | null {
  const value = valueAfter(argv, '--mdns-port') ?? '';
  const port = /^\d{1,5}$/.test(value) ? Number(value) : 0;
  return port > 0 && port < 65_536 ? port : null;
}

function interfacesOf(argv: readonly string[]): readonly string[] | null {
  const value = valueAfter(argv, '--interfaces');
  if (value === null) return null;
  const names = value.split(',').filter((name) => name !== '');
  return names.slice(0, interfacesCap);
}

function valueAfter(argv: readonly string[], flag: string): string | null {
  return valuesAfter(argv, flag).at(-1) ?? null;
}

function valuesAfter(argv: readonly string[], flag: string): readonly string[] {
  return argv
    .filter((argument) => argument.startsWith(`${flag}=`))
    .map((argument) => argument.slice(flag.length + 1))
    .filter((value) => value !== '');
}
