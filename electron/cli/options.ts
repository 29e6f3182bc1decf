import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { UsageError } from './usage.ts';

const known = {
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
  demo: { type: 'boolean', default: false },
  'data-dir': { type: 'string' },
  'key-file': { type: 'string' },
  enrolment: { type: 'string' },
  interfaces: { type: 'string' },
  address: { type: 'string', multiple: true },
  sweep: { type: 'string' },
  for: { type: 'string' },
  node: { type: 'string', multiple: true },
  slot: { type: 'string' },
  serial: { type: 'string' },
  fingerprint: { type: 'string' },
  apply: { type: 'string' },
  out: { type: 'string' },
} as const;

export interface CliOptions {
  readonly verb: string;
  readonly rest: readonly string[];
  readonly json: boolean;
  readonly help: boolean;
  readonly demo: boolean;
  readonly dataDir: string;
  readonly keyFile: string | null;
  readonly enrolment: string | null;
  readonly interfaces: readonly string[] | null;
  readonly addresses: readonly string[];
  readonly sweep: string | null;
  /** How long to listen, ms. */
  readonly forMs: number;
  readonly nodes: readonly string[];
  readonly slot: string | null;
  readonly serial: string | null;
  readonly fingerprint: string | null;
  /** Hash of the plan that may be applied. */
  readonly apply: string | null;
  readonly out: string | null;
}

/** Three rounds of mDNS questions (0, 1 and 3 s) and their answers. */
const LISTEN_MS = 5_000;

/** The command line as options. Throws `UsageError`. */
export function readOptions(args: readonly string[], env: NodeJS.ProcessEnv): CliOptions {
  const { values, positionals } = parse(args);
  const [verb = '', ...rest] = positionals;
  return {
    verb,
    rest,
    json: values.json,
    help: values.help,
    demo: values.demo,
    dataDir:
      values['data-dir'] ?? join(env.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'rounds-cli'),
    keyFile: values['key-file'] ?? null,
    enrolment: values.enrolment ?? null,
    interfaces: values.interfaces?.split(',') ?? null,
    addresses: values.address ?? [],
    sweep: values.sweep ?? null,
    forMs: values.for === undefined ? LISTEN_MS : seconds(values.for),
    nodes: values.node ?? [],
    slot: values.slot ?? null,
    serial: values.serial ?? null,
    fingerprint: values.fingerprint ?? null,
    apply: values.apply ?? null,
    out: values.out ?? null,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: known, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function seconds(typed: string): number {
  const value = Number(typed);
  if (!Number.isFinite(value) || value <= 0 || value > 3600)
    throw new UsageError(`--for takes seconds, 1 to 3600, not "${typed}"`);
  return value * 1000;
}
