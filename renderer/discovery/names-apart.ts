import type { NodeView } from '../../shared/domain/nodes/node-view.ts';
import { words } from '../../shared/words/words.ts';

/** What tells a machine from another of its name: the bare value, and with a word for what it is, as "serial 9QT40007". */
export interface MarkApart {
  readonly value: string;
  readonly text: string;
}

/** The marks of machines that share a name, by their ids. Machines whose name is their own are not in it. */
export function marksApart(nodes: readonly NodeView[]): ReadonlyMap<string, MarkApart> {
  const counts = new Map<string, number>();
  for (const { name } of nodes) counts.set(name, (counts.get(name) ?? 0) + 1);
  return new Map(
    nodes.flatMap((node): readonly (readonly [string, MarkApart])[] => {
      const own = (counts.get(node.name) ?? 0) > 1 ? markOf(node) : null;
      return own === null ? [] : [[node.id, own]];
    }),
  );
}

/** The same machines, each under a name of its own: two at one address are told apart by what else is known of them. */
export function withNamesApart(nodes: readonly NodeView[]): readonly NodeView[] {
  const marks = marksApart(nodes);
  if (marks.size === 0) return nodes;
  return nodes.map((node) => {
    const own = marks.get(node.id);
    if (own === undefined) return node;
    return { ...node, name: words('discovery.name.apart', { name: node.name, mark: own.text }) };
  });
}

/** The best that is known of it; null when nothing but its name is known. */
function markOf({ serial, macs, uuid, consolePort, places }: NodeView): MarkApart | null {
  if (serial !== null) return mark('serial', serial.value);
  const [mac] = macs?.value ?? [];
  if (mac !== undefined) return mark('mac', mac);
  if (uuid !== null) return mark('uuid', uuid.value);
  const over = consolePort ?? places.find(({ interfaceName }) => interfaceName !== null)?.interfaceName;
  return over === undefined || over === null ? null : mark('over', over);
}

function mark(kind: 'serial' | 'mac' | 'uuid' | 'over', value: string): MarkApart {
  return { value, text: words(`discovery.name.${kind}`, { value }) };
}
