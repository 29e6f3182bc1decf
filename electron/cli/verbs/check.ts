import type { CheckEntry, CheckReport } from '../../../shared/domain/checks/check.ts';
import { words } from '../../../shared/words/words.ts';
import { exitCodes } from '../exit-codes.ts';
import { checkLines } from '../say/check-lines.ts';
import { nodeNamed, type Verb, type VerbInput } from './verb.ts';

/** Runs the checks from this laptop, or from each `--node`. */
export const check: Verb = async (input) => {
  const { session, options } = input;
  const nodes = options.nodes.length === 0 ? [] : await session.ask('discovery.nodes', {});
  // All names first: nothing is checked when one of them is wrong.
  const vantages = options.nodes.map((typed) => nodeNamed(nodes, typed));
  const reports: CheckReport[] = [];
  if (vantages.length === 0) reports.push(await run(input, 'laptop', words('checks.running.laptop')));
  for (const { id, name } of vantages)
    reports.push(await run(input, { nodeId: id }, words('checks.running', { name })));
  const isGood = reports.every(({ entries }) => entries.every(isFine));
  return {
    exit: isGood ? exitCodes.ok : exitCodes.attention,
    data: { reports },
    lines: reports.flatMap(checkLines),
  };
};

function run(
  { session, output }: VerbInput,
  from: 'laptop' | { readonly nodeId: string },
  title: string,
): Promise<CheckReport> {
  output.step(title);
  return session.job(
    'checks.run',
    { from },
    { onProgress: ({ done, total }) => output.count(words('checks.progress', { done, total })) },
  );
}

/** "Not known" and "skipped" are not good; what is only worth knowing is. */
function isFine({ finding }: CheckEntry): boolean {
  return finding.state === 'ok' || (finding.state === 'fault' && finding.severity === 'note');
}
