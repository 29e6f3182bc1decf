import type { NodeView } from '../../shared/domain/nodes/node-view.ts';
import type { Pack, Slot } from '../../shared/domain/sites/pack.ts';
import type { NodeLink } from '../nodes/node-link.ts';

/** What the checks that a node answers about itself are given for one run. */
export interface NodeContext {
  readonly pack: Pack;
  readonly node: NodeView;
  /** The slot it is bound to, else the only one that fits it; null when that is open. */
  readonly slot: Slot | null;
  readonly link: NodeLink;
  /** Whether it runs this site's configuration. Before that it lives on what DHCP and its defaults give it. */
  readonly isConfigured: boolean;
}

/** The context of one run over an open link. */
export function nodeContext(pack: Pack, node: NodeView, link: NodeLink): NodeContext {
  const [only, ...others] = node.candidateSlotIds;
  const slotId = node.slotId ?? (others.length === 0 ? only : undefined);
  const slot = pack.slots.find(({ id }) => id === slotId) ?? null;
  return { pack, node, slot, link, isConfigured: node.answer === 'ours' };
}
