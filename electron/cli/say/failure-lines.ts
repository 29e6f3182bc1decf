import { type Failure, type FailureCode, failureCodes } from '../../../shared/failure/failure.ts';
import { words } from '../../../shared/words/words.ts';

/** What to type next, where the general words speak of a screen. */
const commands: { readonly [C in FailureCode]?: string } = {
  'not-enrolled': 'rounds enrol FILE',
  'pack-missing': 'rounds prepare',
  'pack-expired': 'rounds prepare',
  'node-unknown': 'rounds find',
  'not-identified': 'rounds provision NAME --slot LABEL --serial TEXT --fingerprint TEXT',
  'plan-changed': 'rounds provision NAME',
  'sweep-not-allowed': 'rounds find --sweep CIDR',
};

/** What happened · what it means · what to do now · what to type · code. */
export function failureLines({ code, facts }: Failure): readonly string[] {
  const command = commands[code];
  return [
    words(`failure.${code}.what`, facts),
    words(`failure.${code}.means`, facts),
    words(`failure.${code}.next`, facts),
    ...(command === undefined ? [] : [words('cli.type', { command })]),
    failureCodes[code],
  ];
}
