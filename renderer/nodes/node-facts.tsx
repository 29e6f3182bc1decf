import { endpointOf } from '../../shared/domain/discovery/endpoint.ts';
import type { SightingSource } from '../../shared/domain/discovery/sighting.ts';
import type { Fact, NodeView } from '../../shared/domain/nodes/node-view.ts';
import { words } from '../../shared/words/words.ts';
import { KeyValue, type Pair } from '../ui/text/key-value.tsx';
import { Fingerprint, Mono } from '../ui/text/mono.tsx';
import { agoWords, whenWords } from '../ui/times.ts';
import { useNow } from '../ui/use-now.ts';

const sourceWords = (source: SightingSource) => words(`discovery.source.${source}`);

/** Every fact of a machine with where and when it was learnt, and what else is to be told of it. */
export function NodeFacts(props: { readonly node: NodeView; readonly more?: readonly Pair[] }) {
  const { node, more = [] } = props;
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
    ...more,
    { name: words('discovery.fact.sources'), value: node.sources.map(sourceWords).join(', ') },
    { name: words('discovery.fact.lastSeen'), value: whenWords(node.lastSeenAtMs, now) },
  ];
  return <KeyValue pairs={pairs} />;
}

/** A machine of which only its console tells has no port to be asked at. */
function addressPair(node: NodeView): readonly Pair[] {
  if (node.port === 0) return [];
  return [{ name: words('discovery.fact.address'), value: <Mono>{endpointOf(node)}</Mono> }];
}

/** A machine of which only the console is known has none. */
function addressPair({ address, port, consolePort }: NodeView): readonly Pair[] {
  if (address !== '')
    return [{ name: words('discovery.fact.address'), value: <Mono>{`${address}:${port}`}</Mono> }];
  return consolePort === null
    ? []
    : [{ name: words('identify.fact.console'), value: <Mono>{consolePort}</Mono> }];
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
