import type { VerbEntry } from './verb-list.ts';

/** The command was wrong; the message says how, and `verb` whose usage helps, if it got as far as that. */
export class UsageError extends Error {
  readonly verb: VerbEntry | null;
  constructor(message: string, verb: VerbEntry | null = null) {
    super(message);
    this.verb = verb;
  }
}

const everywhere = `Everywhere:
  --json               the answer as one JSON document on stdout
  --data-dir DIR       where everything is kept; one command or app at a time
  --key-file FILE      64 hex characters that only you can read: the key of that folder
  --enrolment FILE     enrolment to read first, when the folder has none
  --interfaces A,B     touch the network only through these
  --mdns-port PORT     hear beacons on another port than 5353
  --serial-port PATH   offer this serial port too, for example of a simulated hospital
  --demo               the demo's folder and key, for a simulated hospital
  --help, --version
`;

const ending = `NAME is a node's label, serial number, host name, address or id.
A command does what it says and no more: nothing is sent or asked besides.

Exit codes: 0 good · 1 done, needs a person · 2 wrong command · 3 could not be done ·
4 fault of Rounds · 130 stopped by Ctrl-C
`;

/** What \`rounds --help\` says. */
export function usageOfAll(verbs: readonly VerbEntry[]): string {
  const lines = verbs.map((verb) => `${synopsis(verb)}\n        ${verb.does}\n`);
  return `rounds <verb> [options]\n\n${lines.join('')}\n${everywhere}\n${ending}`;
}

/** What \`rounds <verb> --help\` says. */
export function usageOf(verb: VerbEntry): string {
  return `${synopsis(verb)}\n        ${verb.does}\n\n${everywhere}\n${ending}`;
}

function synopsis({ name, usage }: VerbEntry): string {
  return `  rounds ${name} ${usage}`.trimEnd();
}
