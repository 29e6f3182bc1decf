/** Every verb of the command line, with all that can be said of it without loading the engine. */
import type { Verb } from './verbs/verb.ts';

/** Options that only some verbs take. */
export type VerbOption =
  | 'for'
  | 'address'
  | 'sweep'
  | 'reference'
  | 'confirm'
  | 'export'
  | 'watch'
  | 'follow'
  | 'list'
  | 'rancher'
  | 'token-file'
  | 'ca-file'
  | 'node'
  | 'slot'
  | 'serial'
  | 'fingerprint'
  | 'apply'
  | 'reason'
  | 'out';

export interface VerbEntry {
  readonly name: string;
  /** What follows the name on the usage line. */
  readonly usage: string;
  readonly does: string;
  /** The words that must follow the verb. */
  readonly words: readonly string[];
  /** One more word that may follow them. */
  readonly mayFollow?: string;
  readonly options: readonly VerbOption[];
  /** What must be on this laptop before the verb makes sense. */
  readonly needs: 'nothing' | 'enrolment' | 'pack';
  readonly load: () => Promise<Verb>;
}

export const verbList: readonly VerbEntry[] = [
  {
    name: 'enrol',
    usage: 'FILE',
    does: 'read an enrolment file',
    words: ['FILE'],
    options: [],
    needs: 'nothing',
    load: async () => (await import('./verbs/enrol.ts')).enrol,
  },
  {
    name: 'prepare',
    usage: '',
    does: 'download and verify the pack and its images, and say whether all is ready',
    words: [],
    options: [],
    needs: 'enrolment',
    load: async () => (await import('./verbs/prepare.ts')).prepare,
  },
  {
    name: 'pack verify',
    usage: 'FILE',
    does: 'verify a pack (FILE.minisig beside it); change nothing',
    words: ['FILE'],
    options: [],
    needs: 'enrolment',
    load: async () => (await import('./verbs/pack-verify.ts')).packVerify,
  },
  {
    name: 'find',
    usage:
      '[--for SECONDS] [--watch] [--address A] [--list FILE]\n              [--sweep CIDR [--reference TEXT --confirm CIDR]]\n              [--rancher URL --token-file FILE [--ca-file FILE]]',
    does: 'listen, ask addresses, sweep a range that the pack allows; list the nodes, or watch them',
    words: [],
    options: [
      'for',
      'watch',
      'address',
      'list',
      'sweep',
      'reference',
      'confirm',
      'rancher',
      'token-file',
      'ca-file',
    ],
    needs: 'pack',
    load: async () => (await import('./verbs/find.ts')).find,
  },
  {
    name: 'serial',
    usage: '[PATH [--follow] [--for SECONDS]]',
    does: 'list the serial ports; or read the console on one, record it, and say what it told of its node',
    words: [],
    mayFollow: 'PATH',
    options: ['follow', 'for'],
    needs: 'nothing',
    load: async () => (await import('./verbs/serial.ts')).serial,
  },
  {
    name: 'sweeps',
    usage: '[--export ID --out FILE]',
    does: 'list the sweeps of this site, or write the log of one, signed (FILE.minisig, FILE.pub)',
    words: [],
    options: ['export', 'out'],
    needs: 'enrolment',
    load: async () => (await import('./verbs/sweeps.ts')).sweeps,
  },
  {
    name: 'check',
    usage: '[--node NAME]',
    does: 'run the checks from this laptop, or from each node named',
    words: [],
    options: ['node'],
    needs: 'pack',
    load: async () => (await import('./verbs/check.ts')).check,
  },
  {
    name: 'provision',
    usage: 'NAME [--slot LABEL --serial TEXT --fingerprint TEXT] [--apply HASH]',
    does: 'identify a node and show its plan; with the hash of the plan, apply it and follow it to its end',
    words: ['NAME'],
    options: ['slot', 'serial', 'fingerprint', 'apply'],
    needs: 'pack',
    load: async () => (await import('./verbs/provision.ts')).provision,
  },
  {
    name: 'release',
    usage: 'LABEL --reason TEXT',
    does: 'free a planned place whose machine was exchanged; the reason goes on record',
    words: ['LABEL'],
    options: ['reason'],
    needs: 'pack',
    load: async () => (await import('./verbs/release.ts')).release,
  },
  {
    name: 'bundle',
    usage: '[--out FILE]',
    does: 'collect, redact, write and verify a support bundle',
    words: [],
    options: ['out'],
    needs: 'enrolment',
    load: async () => (await import('./verbs/bundle.ts')).bundle,
  },
  {
    name: 'sync',
    usage: '',
    does: 'send to the console what was done, and fetch what it confirms',
    words: [],
    options: [],
    needs: 'enrolment',
    load: async () => (await import('./verbs/sync.ts')).sync,
  },
  {
    name: 'status',
    usage: '',
    does: 'the visit as a task list; asks nothing on any network',
    words: [],
    options: [],
    needs: 'enrolment',
    load: async () => (await import('./verbs/status.ts')).status,
  },
];
