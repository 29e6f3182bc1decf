import { type QueryFunctionContext, queryOptions } from '@tanstack/react-query';
import type { AskName, InputOf, OutputOf } from '../../shared/contract/define.ts';
import type { EngineContract } from '../../shared/contract/engine-contract.ts';
import { withNamesApart } from '../discovery/names-apart.ts';
import type { EngineClient } from './engine-client.ts';

/** Query options for one ask: its key is the ask's name and input, and the query client's own function asks it. */
function asking<N extends AskName<EngineContract>>(name: N, input: InputOf<EngineContract[N]>) {
  return queryOptions<OutputOf<EngineContract[N]>>({ queryKey: [name, input] });
}

/** What the query client asks for any key made by `asking`. */
export const answerFrom =
  (engine: EngineClient) =>
  ({ queryKey }: QueryFunctionContext): Promise<unknown> => {
    // Only `asking` makes keys, and it checks name and input against the contract.
    const [name, input] = queryKey as readonly [AskName<EngineContract>, never];
    return engine.ask(name, input);
  };

export const engineQueries = { status: () => asking('engine.status', {}) };
export const settingsQueries = { read: () => asking('settings.read', {}) };
export const siteQueries = {
  overview: () => asking('sites.overview', {}),
  handover: () => asking('sites.handover', {}),
};
export const discoveryQueries = {
  nodes: () => asking('discovery.nodes', {}),
  /** The same, each under a name of its own, for wherever they are named one by one. */
  namedNodes: () => ({ ...asking('discovery.nodes', {}), select: withNamesApart }),
  surroundings: () => asking('discovery.surroundings', {}),
  sweeps: () => asking('discovery.sweeps', {}),
  forecast: (range: string) => asking('discovery.forecastSweep', { range }),
};
export const nodeQueries = {
  compare: (input: InputOf<EngineContract['nodes.compare']>) => asking('nodes.compare', input),
};
export const serialQueries = {
  ports: () => asking('serial.ports', {}),
  search: (input: InputOf<EngineContract['serial.search']>) => asking('serial.search', input),
};
export const checkQueries = { latest: () => asking('checks.latest', {}) };
export const provisioningQueries = {
  list: () => asking('provisioning.list', {}),
  /** Renders and asks the node for a dry run, so it is asked again only when the person wants it. */
  plan: (nodeId: string) => asking('provisioning.plan', { nodeId }),
};
export const bundleQueries = {
  sources: () => asking('bundles.sources', {}),
  list: () => asking('bundles.list', {}),
};
export type LedgerFilter = NonNullable<InputOf<EngineContract['sync.ledger']>['filter']>;
export const syncQueries = {
  status: () => asking('sync.status', {}),
  ledger: (filter: LedgerFilter, limit: number) => asking('sync.ledger', { filter, offset: 0, limit }),
};
