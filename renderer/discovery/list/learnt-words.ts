import type { Fact } from '../../../shared/domain/nodes/node-view.ts';
import { words } from '../../../shared/words/words.ts';
import { agoWords } from '../../ui/times.ts';

/** Where a fact was learnt and how long ago: "said by the node, 3 min ago". */
export function learntWords({ source, learntAtMs }: Fact<unknown>, now: number): string {
  return words('discovery.factSource', {
    source: words(`discovery.source.${source}`),
    ago: agoWords(learntAtMs, now),
  });
}
