import type { MapSegment } from '../../../shared/domain/discovery/network-map/network-map.ts';
import { words } from '../../../shared/words/words.ts';

/** The network's name, or what stands for it when it has none. */
export function segmentName({ name }: MapSegment): string {
  return name === '' ? words('discovery.map.nameless') : name;
}

/** How the network is reached, and whether it is the lab's: "behind router 10.20.4.1, the lab’s network". */
export function segmentDetail({ kind, gateway, isLab }: MapSegment): string {
  const way =
    kind === 'routed' && gateway !== null
      ? words('discovery.map.routedBy', { gateway })
      : words(`discovery.map.${kind}`);
  return isLab ? `${words('discovery.map.lab')}, ${way}` : way;
}
