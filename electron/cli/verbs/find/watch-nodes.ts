import type { Surroundings } from '../../../../shared/domain/discovery/surroundings.ts';
import type { NodeView } from '../../../../shared/domain/nodes/node-view.ts';
import { words } from '../../../../shared/words/words.ts';
import { timeWords } from '../../say/figures.ts';
import type { VerbInput } from '../verb.ts';

/** One line of the stream. `at` is this laptop's clock, ISO 8601. */
type WatchEvent = { readonly at: string } & (
  | { readonly event: 'appeared' | 'changed' | 'gone' | 'back'; readonly node: NodeView }
  | { readonly event: 'left'; readonly nodeId: string }
  | { readonly event: 'surroundings'; readonly surroundings: Surroundings }
);

/** Streams what changes in the list of nodes and around the laptop, as the page shows it. */
export function watchNodes({ session, output }: VerbInput) {
  let known = new Map<string, { readonly node: NodeView; readonly text: string }>();
  let around = '';
  let isOver = false;
  let telling: Promise<void> = Promise.resolve();
  const emit = (data: WatchEvent, line: string): void => output.stream({ data, line });
  const tell = async (): Promise<void> => {
    const nodes = await session.ask('discovery.nodes', {});
    const surroundings = await session.ask('discovery.surroundings', {});
    if (isOver) return;
    const at = new Date().toISOString();
    for (const event of changes(known, nodes)) emit({ at, ...event }, lineOf(at, event));
    known = new Map(nodes.map((node) => [node.id, { node, text: textOf(node) }]));
    const text = JSON.stringify(told(surroundings));
    if (text !== around) emit({ at, event: 'surroundings', surroundings }, aroundLine(at, surroundings));
    around = text;
  };
  const tellNext = (): void => {
    // One after the other; what fails while the session closes fails because of that.
    telling = telling.then(tell).catch(() => {});
  };
  const stop = session.onNews((name) => {
    if (name === 'discovery.changed') tellNext();
  });
  tellNext();
  return {
    /** Resolves once everything heard of until now was told. */
    settle: async (): Promise<void> => {
      tellNext();
      await telling;
    },
    end: (): void => {
      isOver = true;
      stop();
    },
  };
}

type Change =
  | { readonly event: 'appeared' | 'changed' | 'gone' | 'back'; readonly node: NodeView }
  | { readonly event: 'left'; readonly nodeId: string };

function changes(
  known: ReadonlyMap<string, { readonly node: NodeView; readonly text: string }>,
  nodes: readonly NodeView[],
): readonly Change[] {
  const now = new Set(nodes.map(({ id }) => id));
  const left = [...known.keys()].filter((id) => !now.has(id));
  return [
    ...left.map((nodeId) => ({ event: 'left' as const, nodeId })),
    ...nodes.flatMap((node): readonly Change[] => {
      const before = known.get(node.id);
      if (before === undefined) return [{ event: 'appeared', node }];
      if (before.node.presence !== node.presence)
        return [{ event: node.presence === 'gone' ? 'gone' : 'back', node }];
      return before.text === textOf(node) ? [] : [{ event: 'changed', node }];
    }),
  ];
}

/** Being seen again is no change. */
function textOf(node: NodeView): string {
  return JSON.stringify(node, (key, value: unknown) =>
    key === 'lastSeenAtMs' || key === 'learntAtMs' ? undefined : value,
  );
}

/** Counters that only grow are no change either. */
function told({ interfaces, ...rest }: Surroundings): unknown {
  const hearing = ({ socket, reason, hearsItself }: Surroundings['interfaces'][number]['ipv4']) => ({
    ...{ socket, reason, hearsItself },
  });
  return {
    ...rest,
    interfaces: interfaces.map((each) => ({
      ...{ ...each, neighbours: 0 },
      ...{ ipv4: hearing(each.ipv4), ipv6: hearing(each.ipv6) },
    })),
  };
}

function lineOf(at: string, change: Change): string {
  const time = timeWords(at);
  if (change.event === 'left') return words('cli.watch.left', { time, name: change.nodeId });
  const { name, address, answer } = change.node;
  const state = words(`discovery.answer.${answer}`);
  return words(`cli.watch.${change.event}`, { time, name, address, state });
}

function aroundLine(at: string, { interfaces, diagnosis }: Surroundings): string {
  const used = interfaces.filter((each) => each.used).map((each) => each.name);
  const codes = diagnosis.map(({ code }) => code);
  return words('cli.watch.surroundings', {
    ...{ time: timeWords(at), count: used.length, interfaces: used },
    ...{ problems: codes.length, codes },
  });
}
