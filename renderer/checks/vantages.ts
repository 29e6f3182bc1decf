import { useQuery } from '@tanstack/react-query';
import type { Vantage } from '../../shared/domain/checks/check.ts';
import { words } from '../../shared/words/words.ts';
import { checkQueries, discoveryQueries } from '../api/queries.ts';

/** A place to check from: this laptop, or a node by its id. */
export interface Place {
  readonly id: string;
  readonly name: string;
}

/** The id of a report's place. */
export function vantageOf(vantage: Vantage): string {
  return vantage.from === 'laptop' ? 'laptop' : vantage.nodeId;
}

/** This laptop first, then each node that talks to us or has a report already, by name: whoever answered last must not move the others. */
export function useVantages(): readonly Place[] {
  const { data: nodes } = useQuery(discoveryQueries.nodes());
  const { data: reports } = useQuery(checkQueries.latest());
  const places = new Map<string, string>();
  for (const { vantage } of reports ?? []) {
    if (vantage.from === 'node') places.set(vantage.nodeId, vantage.name);
  }
  for (const { id, name, answer } of nodes ?? []) {
    if (answer === 'waiting' || answer === 'ours') places.set(id, name);
  }
  const byName = [...places].map(([id, name]) => ({ id, name })).sort(compareNames);
  return [{ id: 'laptop', name: words('checks.from.laptop') }, ...byName];
}

/** As a person counts: LAB-EDGE-2 before LAB-EDGE-10; two of the same name keep their places by their ids. */
function compareNames(one: Place, other: Place): number {
  return one.name.localeCompare(other.name, 'en', { numeric: true }) || one.id.localeCompare(other.id);
}
