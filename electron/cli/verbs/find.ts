import type { RancherInventory } from '../../../shared/domain/discovery/rancher-inventory.ts';
import { exitCodes } from '../exit-codes.ts';
import { emptyLines } from '../say/empty-lines.ts';
import { nodeTable } from '../say/node-table.ts';
import { rancherLines } from '../say/rancher-lines.ts';
import { askAsTold } from './find/ask-as-told.ts';
import { readRancher } from './find/read-rancher.ts';
import { watchNodes } from './find/watch-nodes.ts';
import type { Answer, Verb, VerbInput } from './verb.ts';

/** Three rounds of mDNS questions (0, 1 and 3 s) and their answers. */
const LISTEN_MS = 5000;

/**
 * Listens for `--for` seconds, meanwhile asks what it was told to, and lists the nodes; with `--watch` it streams
 * every change of the list instead, until `--for` is over or Ctrl-C comes.
 */
export const find: Verb = async (input) => (input.options.watch ? watch(input) : once(input));

async function once(input: VerbInput): Promise<Answer> {
  const [asked] = await Promise.all([askAsTold(input), listen(input, input.options.forMs ?? LISTEN_MS)]);
  // Read last, so that what was just seen on site can be recognised in it.
  const rancher = await readRancher(input);
  const { nodes, surroundings } = await seen(input);
  const isFound = nodes.length > 0;
  // What a sweep that stopped did not reach, somebody has to look at.
  const isWhole = asked.sweep === null || !asked.sweep.stopped;
  return {
    exit: isFound && isWhole ? exitCodes.ok : exitCodes.attention,
    data: { nodes, ...asked, diagnosis: surroundings.diagnosis, rancher },
    lines: [...(isFound ? nodeTable(nodes) : emptyLines(surroundings)), ...linesOf(rancher)],
  };
}

async function watch(input: VerbInput): Promise<Answer> {
  const watching = watchNodes(input);
  try {
    await Promise.all([askAsTold(input), listen(input, input.options.forMs)]);
    await watching.settle();
  } finally {
    watching.end();
  }
  const { nodes } = await seen(input);
  const exit = nodes.length > 0 ? exitCodes.ok : exitCodes.attention;
  return { exit, data: { event: 'end', nodes: nodes.length }, lines: [] };
}

async function seen({ session }: VerbInput) {
  const [nodes, surroundings] = await Promise.all([
    session.ask('discovery.nodes', {}),
    session.ask('discovery.surroundings', {}),
  ]);
  // Those that went away are told while watching; a list of what is there leaves them out.
  return {
    nodes: nodes.filter(({ presence, slotId }) => presence === 'here' || slotId !== null),
    surroundings,
  };
}

/** Listens that long; until Ctrl-C when null. */
async function listen({ session }: VerbInput, forMs: number | null): Promise<void> {
  const over = new AbortController();
  const timer =
    forMs === null ? null : setTimeout(() => over.abort(new Error('listened long enough')), forMs);
  try {
    await session.job('discovery.listen', {}, { until: over.signal });
  } finally {
    if (timer !== null) clearTimeout(timer);
  }
}

function linesOf(rancher: RancherInventory | null): readonly string[] {
  return rancher === null ? [] : ['', ...rancherLines(rancher)];
}
