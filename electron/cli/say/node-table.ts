import type { NodeView } from '../../../shared/domain/nodes/node-view.ts';
import { words } from '../../../shared/words/words.ts';
import { table } from './table.ts';

/** Every machine in one row, with what a person compares first. */
export function nodeTable(nodes: readonly NodeView[]): readonly string[] {
  const heading = [
    words('cli.column.name'),
    words('discovery.fact.address'),
    words('discovery.fact.serial'),
    words('discovery.fact.talos'),
    words('cli.column.answer'),
    words('cli.column.stage'),
    words('discovery.fact.fingerprint'),
  ];
  return table([heading, ...nodes.map(nodeRow)]);
}

const unknown = '-';

function nodeRow(node: NodeView): readonly string[] {
  const { name, address, port, serial, talosVersion, answer, stage, fingerprint } = node;
  return [
    name,
    `${address}:${port}`,
    serial?.value ?? unknown,
    talosVersion?.value ?? unknown,
    words(`discovery.answer.${answer}`),
    words(`discovery.stage.${stage}`),
    fingerprint?.value ?? unknown,
  ];
}
