import { endpointOf } from '../../shared/domain/discovery/endpoint.ts';
import type { SightingSource } from '../../shared/domain/discovery/sighting.ts';
import type { Fact, NodeView } from '../../shared/domain/nodes/node-view.ts';
import { words } from '../../shared/words/words.ts';
import { KeyValue, type Pair } from '../ui/text/key-value.tsx';
import { Fingerprint, Mono } from '../ui/text/mono.tsx';
import { agoWords, whenWords } from '../ui/times.ts';
import { useNow } from '../ui/use-now.ts';

const sourceWords = (source: SightingSource) => words(`discovery.source.${source}`);

/** Every fact of a machine with where and when it was learnt. */
export function NodeFacts({ node }: { readonly node: NodeView }) {
  const now = useNow();
  const pair = <T extends string>(name: string, fact: Fact<T> | null): readonly Pair[] =>
    fact === null ? [] : [{ name, value: <Mono>{fact.value}</Mono>, source: learnt(fact, now) }];
  const pairs: readonly Pair[] = [
    ...addressPair(node),
    ...pair(words('discovery.fact.serial'), node.serial),
    ...pair(words('discovery.fact.uuid'), node.uuid),
    ...pair(words('discovery.fact.product'), node.product),
    ...pair(words('discovery.fact.hostname'), node.hostname),
    ...macPair(node, now),
    ...pair(words('discovery.fact.talos'), node.talosVersion),
    ...pair(words('discovery.fact.stage'), node.machineStage),
    ...fingerprintPair(node, now),
    ...consolePairs(node, now),
    { name: words('discovery.fact.sources'), value: node.sources.map(sourceWords).join(', ') },
    { name: words('discovery.fact.lastSeen'), value: whenWords(node.lastSeenAtMs, now) },
  ];
  return <KeyValue pairs={pairs} />;
}

/** A machine of which only its console tells has no port to be asked at. */
function addressPair(node: NodeView): readonly Pair[] {
  if (node.port === 0 || node.address === '') return [];
  return [{ name: words('discovery.fact.address'), value: <Mono>{endpointOf(node)}</Mono> }];
}

function consolePairs({ consolePort, consoleFingerprint, lock }: NodeView, now: number): readonly Pair[] {
  const port = consolePort && { name: words('discovery.fact.console'), value: <Mono>{consolePort}</Mono> };
  const printed = consoleFingerprint && {
    name: words('discovery.fact.consoleFingerprint'),
    value: <Fingerprint value={consoleFingerprint.value} />,
    source: learnt(consoleFingerprint, now),
  };
  const by = lock && { name: words('discovery.fact.lock'), value: words(`discovery.lock.${lock}`) };
  return [port, printed, by].flatMap((pair) => pair || []);
}

function learnt({ source, learntAtMs }: Fact<unknown>, now: number): string {
  return words('discovery.factSource', { source: sourceWords(source), ago: agoWords(learntAtMs, now) });
}

function macPair({ macs }: NodeView, now: number): readonly Pair[] {
  if (macs === null) return [];
  const value = <Mono>{macs.value.join('  ')}</Mono>;
  return [{ name: words('discovery.fact.macs'), value, source: learnt(macs, now) }];
}

function fingerprintPair({ fingerprint }: NodeView, now: number): readonly Pair[] {
  if (fingerprint === null) return [];
  const value = <Fingerprint value={fingerprint.value} />;
  return [{ name: words('discovery.fact.fingerprint'), value, source: learnt(fingerprint, now) }];
}
