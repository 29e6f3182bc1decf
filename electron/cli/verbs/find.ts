import type { SweepReport } from '../../../shared/domain/discovery/sweep-report.ts';
import { words } from '../../../shared/words/words.ts';
import { exitCodes } from '../exit-codes.ts';
import { waitWords } from '../say/figures.ts';
import { nodeTable } from '../say/node-table.ts';
import type { Verb, VerbInput } from './verb.ts';

/** Listens for `--for` seconds, meanwhile asks typed addresses and sweeps an allowed range, and lists the nodes. */
export const find: Verb = async (input) => {
  const [sweep] = await Promise.all([ask(input), listen(input)]);
  const nodes = await input.session.ask('discovery.nodes', {});
  return {
    exit: nodes.length > 0 ? exitCodes.ok : exitCodes.attention,
    data: { nodes, sweep },
    lines: nodes.length > 0 ? nodeTable(nodes) : [words('discovery.empty.title')],
  };
};

async function listen({ session, options }: VerbInput): Promise<void> {
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(new Error('listened long enough')), options.forMs);
  try {
    await session.job('discovery.listen', {}, { until: over.signal });
  } finally {
    clearTimeout(timer);
  }
}

async function ask({ session, options, output }: VerbInput): Promise<SweepReport | null> {
  for (const typed of options.addresses) {
    const node = await session.ask('discovery.addTyped', { typed });
    const key = node === null ? 'discovery.typed.silent' : 'discovery.typed.found';
    output.step(words(key, { typed, name: node?.name ?? '' }));
  }
  if (options.sweep === null) return null;
  const onProgress: Parameters<typeof session.job<'discovery.sweep'>>[2] = {
    onProgress: ({ leftMs, ...counts }) =>
      output.count(words('discovery.sweep.progress', { ...counts, left: waitWords(leftMs) })),
  };
  const report = await session.job('discovery.sweep', { range: options.sweep }, onProgress);
  const { touched, answered, nodes, stopped } = report;
  const key = stopped ? 'discovery.sweep.stopped' : 'discovery.sweep.done';
  output.step(words(key, { touched, answered, nodes }));
  return report;
}
