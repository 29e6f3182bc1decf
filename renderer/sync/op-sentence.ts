import type { NodeView } from '../../shared/domain/nodes/node-view.ts';
import type { Op } from '../../shared/domain/sync/op.ts';
import { isMessageKey, words } from '../../shared/words/words.ts';

type Body = Op['body'];

/** The plain sentence of an entry: what happened, to which machine by the name it has now. A body of another version never makes it throw. */
export function opSentence(
  { kind, agg, body }: Pick<Op, 'kind' | 'agg' | 'body'>,
  nodes: readonly NodeView[],
): string {
  const key = `sync.op.${kind}`;
  if (!isMessageKey(key)) return kind;
  const said = (name: string) => textOf(body, name) ?? words('sync.unsaid');
  return words(key, {
    about: aboutOf(agg, body, nodes),
    from: vantageOf(body, nodes),
    version: said('version'),
    range: said('range'),
    count: said('count'),
    step: said('step'),
    name: said('name'),
  });
}

function textOf(body: Body, name: string): string | null {
  const value = body[name];
  if (typeof value === 'number') return value.toLocaleString('en');
  return typeof value === 'string' && value !== '' ? value : null;
}

function aboutOf(agg: string, body: Body, nodes: readonly NodeView[]): string {
  const node = nodes.find(({ id }) => agg === `node:${id}`);
  if (node !== undefined) return node.name;
  return textOf(body, 'label') ?? textOf(body, 'hostname') ?? textOf(body, 'address') ?? words('sync.aNode');
}

function vantageOf({ report }: Body, nodes: readonly NodeView[]): string {
  const vantage = inside(inside(report, 'vantage'), 'nodeId');
  if (typeof vantage !== 'string') return words('sync.laptop');
  const known = nodes.find(({ id }) => id === vantage)?.name ?? inside(inside(report, 'vantage'), 'name');
  return typeof known === 'string' ? known : words('sync.aNode');
}

function inside(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.getOwnPropertyDescriptor(value, name)?.value;
}
