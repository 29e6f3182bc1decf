import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { SweepAuthority } from '../../shared/domain/discovery/sweep-report.ts';
import { UsageError } from './usage.ts';
import { type VerbEntry, type VerbOption, verbList } from './verb-list.ts';

const everywhere = {
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
  version: { type: 'boolean', default: false },
  demo: { type: 'boolean', default: false },
  'data-dir': { type: 'string' },
  'key-file': { type: 'string' },
  enrolment: { type: 'string' },
  interfaces: { type: 'string' },
  'mdns-port': { type: 'string' },
  'serial-port': { type: 'string', multiple: true },
} as const;
const some = {
  address: { type: 'string', multiple: true },
  sweep: { type: 'string' },
  reference: { type: 'string' },
  confirm: { type: 'string' },
  export: { type: 'string' },
  for: { type: 'string' },
  watch: { type: 'boolean' },
  follow: { type: 'boolean' },
  list: { type: 'string' },
  rancher: { type: 'string' },
  'token-file': { type: 'string' },
  'ca-file': { type: 'string' },
  node: { type: 'string', multiple: true },
  slot: { type: 'string' },
  serial: { type: 'string' },
  fingerprint: { type: 'string' },
  apply: { type: 'string' },
  reason: { type: 'string' },
  out: { type: 'string' },
} as const satisfies Record<VerbOption, unknown>;

export interface CliOptions {
  /** The words that follow the verb. */
  readonly words: readonly string[];
  readonly demo: boolean;
  readonly dataDir: string;
  readonly keyFile: string | null;
  readonly enrolment: string | null;
  readonly interfaces: readonly string[] | null;
  readonly mdnsPort: number | null;
  /** Offered beside those that the system lists. */
  readonly serialPorts: readonly string[];
  readonly addresses: readonly string[];
  readonly sweep: string | null;
  /** Who allowed a wide sweep. */
  readonly authority: SweepAuthority | null;
  /** Id of the sweep whose log is wanted. */
  readonly export: string | null;
  /** How long to listen, ms; null when it was not said. */
  readonly forMs: number | null;
  readonly watch: boolean;
  readonly follow: boolean;
  /** A file with a list of addresses. */
  readonly list: string | null;
  readonly rancher: RancherOptions | null;
  readonly nodes: readonly string[];
  readonly slot: string | null;
  readonly serial: string | null;
  readonly fingerprint: string | null;
  /** Hash of the plan that may be applied. */
  readonly apply: string | null;
  /** Why a planned place is freed. */
  readonly reason: string | null;
  readonly out: string | null;
}

/** A Rancher server to read, and the files that hold its token and its certificate authority. */
export interface RancherOptions {
  readonly url: string;
  readonly tokenFile: string;
  readonly caFile: string | null;
}

/** What was typed, understood. */
export type Command =
  | { readonly kind: 'help'; readonly verb: VerbEntry | null }
  | { readonly kind: 'version' }
  | {
      readonly kind: 'run';
      readonly verb: VerbEntry;
      readonly json: boolean;
      readonly options: CliOptions;
    };

/** Longer than any visit's patience; who wants more has the app. */
const LONGEST_LISTEN_SECONDS = 3600;

/** The command line, understood. Throws `UsageError`. */
export function readCommand(args: readonly string[], env: NodeJS.ProcessEnv): Command {
  const { values, positionals } = parse(args);
  const verb = verbIn(positionals);
  if (values.help) return { kind: 'help', verb };
  if (values.version) return { kind: 'version' };
  if (verb === null) throw new UsageError(noVerb(positionals));
  const words = positionals.slice(verb.name.split(' ').length);
  const most = verb.words.length + (verb.mayFollow === undefined ? 0 : 1);
  if (words.length < verb.words.length || words.length > most)
    throw new UsageError(wordCount(verb, words), verb);
  const stray = Object.keys(some).find(
    (name) => values[name as VerbOption] !== undefined && !verb.options.includes(name as VerbOption),
  );
  if (stray !== undefined) throw new UsageError(`${verb.name} takes no --${stray}`, verb);
  return { kind: 'run', verb, json: values.json, options: optionsOf(values, words, env) };
}

type Values = ReturnType<typeof parse>['values'];

function optionsOf(values: Values, words: readonly string[], env: NodeJS.ProcessEnv): CliOptions {
  return {
    words,
    demo: values.demo,
    dataDir: values['data-dir'] ?? usualFolder(values.demo, env),
    keyFile: values['key-file'] ?? null,
    enrolment: values.enrolment ?? null,
    interfaces: values.interfaces?.split(',') ?? null,
    mdnsPort: numberIn(values['mdns-port'], { name: 'mdns-port', least: 1, most: 65_535 }),
    serialPorts: values['serial-port'] ?? [],
    addresses: values.address ?? [],
    sweep: values.sweep ?? null,
    authority: authorityIn(values),
    export: values.export ?? null,
    forMs: secondsIn(values.for),
    watch: values.watch ?? false,
    follow: values.follow ?? false,
    list: values.list ?? null,
    rancher: rancherIn(values),
    nodes: values.node ?? [],
    slot: values.slot ?? null,
    serial: values.serial ?? null,
    fingerprint: values.fingerprint ?? null,
    apply: hashIn(values.apply),
    reason: values.reason ?? null,
    out: values.out ?? null,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: { ...everywhere, ...some },
      allowPositionals: true,
      strict: true,
    });
  } catch (error) {
    // Expected here: an option that does not exist or lacks its value. The first line says which.
    throw new UsageError((error instanceof Error ? error.message : String(error)).split(/[\n.]/)[0] ?? '');
  }
}

function verbIn(positionals: readonly string[]): VerbEntry | null {
  const typed = `${positionals.join(' ')} `;
  return verbList.find(({ name }) => typed.startsWith(`${name} `)) ?? null;
}

function noVerb([first]: readonly string[]): string {
  if (first === undefined) return 'a verb is missing';
  const longer = verbList.find(({ name }) => name.startsWith(`${first} `));
  return `there is no verb "${first}"${longer === undefined ? '' : `, but "${longer.name}"`}`;
}

function wordCount(verb: VerbEntry, words: readonly string[]): string {
  const [extra] = words.slice(verb.words.length + (verb.mayFollow === undefined ? 0 : 1));
  if (extra !== undefined) return `"${extra}" is too much for ${verb.name}`;
  return `${verb.name} needs ${verb.words.slice(words.length).join(' ')}`;
}

/** The demo's data lies apart from the real one, as in the app. */
function usualFolder(demo: boolean, env: NodeJS.ProcessEnv): string {
  const home = env.XDG_DATA_HOME ?? join(homedir(), '.local', 'share');
  return join(home, demo ? 'rounds-cli-demo' : 'rounds-cli');
}

function numberIn(
  typed: string | undefined,
  { name, least, most }: { readonly name: string; readonly least: number; readonly most: number },
): number | null {
  if (typed === undefined) return null;
  const value = typed.trim() === '' ? Number.NaN : Number(typed);
  if (value >= least && value <= most) return value;
  throw new UsageError(`--${name} takes a number from ${least} to ${most}, not "${typed}"`);
}

function secondsIn(typed: string | undefined): number | null {
  const seconds = numberIn(typed, { name: 'for', least: 0.1, most: LONGEST_LISTEN_SECONDS });
  return seconds === null ? null : seconds * 1000;
}

function authorityIn({ sweep, reference, confirm }: Values): SweepAuthority | null {
  if (reference === undefined && confirm === undefined) return null;
  if (sweep === undefined || reference === undefined || confirm === undefined)
    throw new UsageError('--reference TEXT and --confirm CIDR go together, with --sweep CIDR');
  return { reference, typedRange: confirm };
}

/** A token on the command line would be seen by every other user of the laptop: it comes from a file. */
function rancherIn(values: Values): RancherOptions | null {
  const { rancher: url, 'token-file': tokenFile, 'ca-file': caFile } = values;
  if (url === undefined) {
    if (tokenFile === undefined && caFile === undefined) return null;
    throw new UsageError('--token-file and --ca-file belong to --rancher URL');
  }
  if (!/^https:\/\//i.test(url) || !URL.canParse(url))
    throw new UsageError(`--rancher takes an https address, not "${url}"`);
  if (tokenFile === undefined) throw new UsageError('--rancher needs --token-file FILE');
  return { url, tokenFile, caFile: caFile ?? null };
}

function hashIn(typed: string | undefined): string | null {
  if (typed === undefined) return null;
  if (/^[0-9a-f]{64}$/i.test(typed)) return typed.toLowerCase();
  throw new UsageError('--apply takes the hash of a plan, 64 hex characters');
}
