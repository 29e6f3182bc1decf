import type { CheckEntry, CheckReport } from '../../../shared/domain/checks/check.ts';
import { isMessageKey, type MessageValues, words } from '../../../shared/words/words.ts';
import { exitCodes } from '../exit-codes.ts';
import { failureLines, table } from '../report.ts';
import { nodeNamed, type Verb } from './verb.ts';

/** Runs the checks from this laptop, or from each `--node`. */
export const check: Verb = async ({ session, options, report }) => {
  const nodes = options.nodes.length === 0 ? [] : await session.ask('discovery.nodes', {});
  const vantages = options.nodes.map((typed) => ({ nodeId: nodeNamed(nodes, typed).id }));
  const reports: CheckReport[] = [];
  for (const from of vantages.length === 0 ? (['laptop'] as const) : vantages) {
    const result = await session.job('checks.run', { from }, ({ done, total }) =>
      report.progress(`${done} of ${total} checks`),
    );
    reports.push(result);
    for (const line of table(result.entries.map(row))) report.say(line);
  }
  report.data(reports);
  const good = reports.every(({ entries }) =>
    entries.every(
      ({ finding }) => finding.state === 'ok' || (finding.state === 'fault' && finding.severity === 'note'),
    ),
  );
  return good ? exitCodes.ok : exitCodes.attention;
};

function row({ code, finding }: CheckEntry): readonly string[] {
  const title = text(`check.${code}.title`, {}) ?? code;
  switch (finding.state) {
    case 'ok':
      return ['ok', title, text(`check.${code}.ok`, finding.facts) ?? ''];
    case 'fault':
      return [finding.severity, title, text(`check.${code}.fault`, finding.facts) ?? ''];
    case 'unknown':
      return ['unknown', title, failureLines(finding.failure)[0] ?? ''];
    case 'skipped':
      return [
        'skipped',
        title,
        `because of ${text(`check.${finding.because}.title`, {}) ?? finding.because}`,
      ];
  }
}

function text(key: string, values: MessageValues): string | null {
  return isMessageKey(key) ? words(key, values) : null;
}
