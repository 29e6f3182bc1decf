import type { CheckEntry, Severity } from '../../shared/domain/checks/check.ts';
import { words } from '../../shared/words/words.ts';
import type { State } from '../ui/state/state-mark.tsx';

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
