import type { CheckEntry, CheckReport } from '../../../shared/domain/checks/check.ts';
import { wordsOfEntry } from '../../../shared/words/check-words.ts';
import { words } from '../../../shared/words/words.ts';
import { momentWords } from './figures.ts';
import { table } from './table.ts';

/** A report: where it was measured, every check in the order of the ladder, what to do, and the sum. */
export function checkLines(report: CheckReport): readonly string[] {
  const { entries } = report;
  const open = entries.filter(({ finding }) => finding.state === 'fault' || finding.state === 'unknown');
  return [vantageWords(report), ...table(entries.map(row)), ...open.flatMap(remedyLines), sumWords(entries)];
}

function vantageWords({ vantage, startedAtMs }: CheckReport): string {
  const when = momentWords(startedAtMs);
  if (vantage.from === 'node') return words('checks.vantage.node', { name: vantage.name, when });
  const { interfaceName, address } = vantage;
  return interfaceName === null || address === null
    ? words('checks.vantage.laptopBare', { when })
    : words('checks.vantage.laptop', { interface: interfaceName, address, when });
}

function row(entry: CheckEntry): readonly string[] {
  const { title, sentence } = wordsOfEntry(entry);
  return [`  ${stateWords(entry)}`, title, sentence];
}

function stateWords({ finding }: CheckEntry): string {
  return words(`frame.state.${finding.state === 'fault' ? finding.severity : finding.state}`);
}

function remedyLines(entry: CheckEntry): readonly string[] {
  const { title, remedy, request } = wordsOfEntry(entry);
  const { finding, owner } = entry;
  if (remedy === null) return [];
  // Who can fix it is known only where it is known what is wrong.
  const who = finding.state === 'fault' ? `${words(`checks.owner.${finding.owner ?? owner}`)}: ` : '';
  return [
    '',
    title,
    `  ${who}${remedy}`,
    ...(request === null ? [] : [`  ${words('checks.request')}: ${request}`]),
  ];
}

function sumWords(entries: readonly CheckEntry[]): string {
  const count = (wanted: CheckEntry['finding']['state']): number =>
    entries.filter(({ finding }) => finding.state === wanted).length;
  const [ok, fault, unknown, skipped] = [count('ok'), count('fault'), count('unknown'), count('skipped')];
  return words('checks.summary.counts', { ok, fault, unknown, skipped });
}
