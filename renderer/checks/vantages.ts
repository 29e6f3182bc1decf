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

/** This laptop, each node that talks to us, and each node that has a report already. */
export function useVantages(): readonly Place[] {
  const { data: nodes } = useQuery(discoveryQueries.nodes());
  const { data: reports } = useQuery(checkQueries.latest());
  const places = new Map([['laptop', words('checks.from.laptop')]]);
  for (const { vantage } of reports ?? []) {
    if (vantage.from === 'node') places.set(vantage.nodeId, vantage.name);
  }
  for (const { id, name, answer } of nodes ?? []) {
    if (answer === 'waiting' || answer === 'ours') places.set(id, name);
  }
  return [...places].map(([id, name]) => ({ id, name }));
}
