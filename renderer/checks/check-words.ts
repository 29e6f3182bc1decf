import type { CheckEntry, Facts, Severity } from '../../shared/domain/checks/check.ts';
import { isMessageKey, words } from '../../shared/words/words.ts';
import { failureWords } from '../ui/state/failure-card.tsx';
import type { State } from '../ui/state/state-mark.tsx';

type Part = 'title' | 'ok' | 'fault' | 'unknown' | 'skipped' | 'remedy' | 'request';

/** A check's own words with the facts of its finding, or null when it has none for this part. */
function own(code: string, part: Part, facts: Facts = {}): string | null {
  const key = `check.${code}.${part}`;
  if (!isMessageKey(key)) return null;
  try {
    return words(key, facts);
  } catch {
    // A report of an older or newer Rounds may lack a fact that today's sentence needs.
    return null;
  }
}

/** The name of a check; its code when it is of a newer Rounds. */
export const checkTitle = (code: string): string => own(code, 'title') ?? code.replaceAll('-', ' ');

/** The one line of a rung: the verdict in words. */
export function verdictOf({ code, finding }: CheckEntry): string {
  if (finding.state === 'ok') return own(code, 'ok', finding.facts) ?? words('checks.ok');
  if (finding.state === 'fault')
    return own(code, 'fault', finding.facts) ?? words(`checks.severity.${finding.severity}`);
  if (finding.state === 'unknown') return failureWords(finding.failure).what;
  return words('checks.skipped', { cause: checkTitle(finding.because) });
}

/** What to do about it; for an unknown, what the failure advises. */
export function remedyOf({ code, finding }: CheckEntry): string | null {
  if (finding.state === 'fault') return own(code, 'remedy', finding.facts);
  return finding.state === 'unknown' ? failureWords(finding.failure).next : null;
}

/** The text that hospital IT can act on; null when the check has none. */
export function requestOf({ code, finding }: CheckEntry): string | null {
  return finding.state === 'fault' ? own(code, 'request', finding.facts) : null;
}

const severities: { readonly [S in Severity]: State } = {
  blocks: 'blocks',
  degrades: 'degrades',
  note: 'note',
};

/** The mark of a finding. */
export function markOf({ finding }: CheckEntry): State {
  return finding.state === 'fault' ? severities[finding.severity] : finding.state;
}

/** A fact's name as words: `latencyMs` is "latency" with its unit kept at the value. */
export function factPair(name: string, value: unknown): { readonly name: string; readonly value: string } {
  const unit = /(Ms|Bytes|Seconds|Percent)$/.exec(name)?.[1];
  const bare = unit === undefined ? name : name.slice(0, -unit.length);
  const spoken = bare.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  const units: Readonly<Record<string, string>> = { Ms: 'ms', Bytes: 'B', Seconds: 's', Percent: '%' };
  return { name: spoken, value: `${factText(value)}${unit === undefined ? '' : ` ${units[unit]}`}` };
}

function factText(value: unknown): string {
  if (Array.isArray(value)) return value.join(', ');
  if (value === null) return words('checks.none');
  if (typeof value === 'boolean') return words(value ? 'checks.bool.yes' : 'checks.bool.no');
  return String(typeof value === 'number' ? Math.round(value * 100) / 100 : value);
}
