import type { BundleSource } from '../../shared/domain/bundles/bundle.ts';
import type { NodeView } from '../../shared/domain/nodes/node-view.ts';
import { words } from '../../shared/words/words.ts';
import type { NodeLinks, NodeTarget } from '../nodes/node-link.ts';
import type { NodeBook } from '../ports.ts';
import type { BundleEvidence } from './bundles-ports.ts';
import { collectNodeLogs } from './collectors/collect-node-logs.ts';
import { collectNodeResources } from './collectors/collect-node-resources.ts';
import { collectRecordings } from './collectors/collect-recordings.ts';
import { collectChecks, collectVisit } from './collectors/collect-visit.ts';
import type { Collector } from './run-collectors.ts';

export interface SourcePorts {
  readonly nodes: NodeBook;
  /** Where and with what to reach a node, by a look at it now. */
  readonly freshTarget: (nodeId: string, signal: AbortSignal) => Promise<NodeTarget>;
  readonly links: NodeLinks;
  readonly evidence: BundleEvidence;
}
/** A source as the page shows it, with the collector that fetches it. */
export interface Source {
  readonly source: BundleSource;
  readonly collector: Collector;
}

/** Everything that a bundle could hold now. Nodes that do not speak to us are offered but not ticked. */
export function listSources(ports: SourcePorts): readonly Source[] {
  const { nodes, evidence } = ports;
  const machines = nodes.all().filter(({ answer }) => answer !== 'not-talos');
  const of = (kind: 'checks' | 'visit' | 'serial' | 'app-log', collect: Collector['collect']): Source =>
    asSource(
      { id: kind, kind, name: words(`bundles.source.${kind}`), nodeId: null, byDefault: true },
      collect,
    );
  return [
    of('visit', (out) => collectVisit(evidence, nodes.all(), out)),
    of('checks', (out) => collectChecks(evidence, out)),
    of('serial', (out) => collectRecordings(evidence, out)),
    of('app-log', async (out) => {
      await out.add({ path: 'app/rounds.jsonl', text: await evidence.appLog(), format: 'json-lines' });
    }),
    ...machines.flatMap((node) => [
      nodeSource(ports, node, { kind: 'node-logs', collect: collectNodeLogs }),
      nodeSource(ports, node, { kind: 'node-resources', collect: collectNodeResources }),
    ]),
  ];
}

function nodeSource(
  { links, freshTarget }: SourcePorts,
  node: NodeView,
  {
    kind,
    collect,
  }: { readonly kind: 'node-logs' | 'node-resources'; readonly collect: typeof collectNodeLogs },
): Source {
  const speaks = node.answer === 'waiting' || node.answer === 'ours';
  const source: BundleSource = {
    id: `${kind}:${node.id}`,
    kind,
    name: node.name,
    nodeId: node.id,
    byDefault: speaks,
  };
  return asSource(source, async (out, signal) => {
    const link = await links.open(await freshTarget(node.id, signal), signal);
    try {
      await collect(link, `nodes/${node.name}`, out, signal);
    } finally {
      link.close();
    }
  });
}

function asSource(source: BundleSource, collect: Collector['collect']): Source {
  return { source, collector: { id: source.id, name: source.name, collect } };
}
