import { QueryClient } from '@tanstack/react-query';
import type { AskName, NewsName } from '../../shared/contract/define.ts';
import type { EngineContract } from '../../shared/contract/engine-contract.ts';
import type { EngineClient } from './engine-client.ts';
import { answerFrom, settingsQueries, syncQueries } from './queries.ts';

type Asked = AskName<EngineContract>;

/** Which answers are no longer true after which news. The plan is left out: it is frozen on purpose. */
const staleAfter: { readonly [N in NewsName<EngineContract>]: readonly Asked[] } = {
  'settings.changed': [],
  'sites.changed': [
    'sites.overview',
    'sites.handover',
    'engine.status',
    'discovery.nodes',
    'discovery.surroundings',
  ],
  'discovery.changed': [
    'discovery.nodes',
    'discovery.surroundings',
    'discovery.sweeps',
    'nodes.compare',
    'sites.overview',
    'bundles.sources',
  ],
  'serial.changed': ['serial.ports', 'serial.search'],
  'checks.changed': ['checks.latest', 'sites.overview', 'sites.handover'],
  'provisioning.changed': ['provisioning.list', 'discovery.nodes', 'sites.overview', 'sites.handover'],
  'bundles.changed': ['bundles.list', 'sites.overview'],
  'sync.changed': ['sync.ledger', 'sites.overview'],
};

/** A query client that asks the engine: nothing is retried and nothing grows stale by itself, for the engine says when. */
export function createQueryClient(engine: EngineClient): QueryClient {
  const always = { networkMode: 'always', retry: false } as const;
  return new QueryClient({
    defaultOptions: {
      queries: {
        ...always,
        queryFn: answerFrom(engine),
        staleTime: Number.POSITIVE_INFINITY,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
      },
      mutations: always,
    },
  });
}

/** Asks again what news made untrue, and everything once the engine is back. Call once; nothing polls. */
export function keepFresh(engine: EngineClient, queries: QueryClient): void {
  const refresh = refresher(queries);
  for (const [name, asked] of Object.entries(staleAfter)) {
    engine.onNews(name as NewsName<EngineContract>, () => asked.forEach(refresh));
  }
  engine.onNews('settings.changed', (settings) =>
    queries.setQueryData(settingsQueries.read().queryKey, settings),
  );
  engine.onNews('sync.changed', (status) => queries.setQueryData(syncQueries.status().queryKey, status));
  engine.onConnection((connection) => {
    if (connection === 'connected') void queries.invalidateQueries();
  });
}

/** Invalidates one ask at a time: news that comes while it is being asked leads to exactly one more question. */
function refresher(queries: QueryClient): (name: Asked) => void {
  const state = new Map<Asked, 'asking' | 'again'>();
  async function ask(name: Asked): Promise<void> {
    do {
      state.set(name, 'asking');
      await queries.invalidateQueries({ queryKey: [name] });
    } while (state.get(name) === 'again');
    state.delete(name);
  }
  return (name) => {
    if (state.has(name)) state.set(name, 'again');
    else void ask(name);
  };
}
