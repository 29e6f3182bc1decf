import type { QueryClient } from '@tanstack/react-query';
import type { RoundsBridge } from '../../shared/contract/shell-contract.ts';
import { createEngineClient } from './engine-client.ts';
import { createQueryClient, keepFresh } from './keep-fresh.ts';
import type { Services } from './services.tsx';
import { createShellClient } from './shell-client.ts';

declare global {
  interface Window {
    readonly rounds: RoundsBridge;
  }
}

/** The clients over the bridge that the preload put there, and the cache that news keeps fresh. Call once. */
export function createServices(): { readonly services: Services; readonly queries: QueryClient } {
  const { engine: door, shell } = window.rounds;
  const engine = createEngineClient(door);
  const queries = createQueryClient(engine);
  keepFresh(engine, queries);
  return { services: { engine, shell: createShellClient(shell) }, queries };
}
