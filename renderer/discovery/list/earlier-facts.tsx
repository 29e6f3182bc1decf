import type { Fact, NodeView } from '../../../shared/domain/nodes/node-view.ts';
import { words } from '../../../shared/words/words.ts';
import { KeyValue, type Pair } from '../../ui/text/key-value.tsx';
import { Mono } from '../../ui/text/mono.tsx';
import { useNow } from '../../ui/use-now.ts';
import { learntWords } from './learnt-words.ts';

/** What could be learnt of a node of the earlier generation, for planning its replacement. Nothing to act on. */
export function EarlierFacts({ node: { earlier } }: { readonly node: NodeView }) {
  const now = useNow();
  if (earlier === null) return null;
  const known: readonly (readonly [string, Fact<string> | null])[] = [
    [words('discovery.earlier.system'), earlier.system],
    [words('discovery.earlier.distribution'), earlier.distribution],
    [words('discovery.earlier.kubernetes'), earlier.kubernetesVersion],
    [words('discovery.earlier.cluster'), earlier.rancherCluster],
  ];
  const pairs = known.flatMap(([name, fact]): readonly Pair[] =>
    fact === null ? [] : [{ name, value: <Mono>{fact.value}</Mono>, source: learntWords(fact, now) }],
  );
  return pairs.length === 0 ? <p>{words('discovery.earlier.none')}</p> : <KeyValue pairs={pairs} />;
}
