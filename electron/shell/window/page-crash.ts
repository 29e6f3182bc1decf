import type { WebContents } from 'electron';
import { afterDeath } from '../engine/restart-policy.ts';

/** Loads the page again when its process dies; the engine and its jobs go on meanwhile. Gives up by the same rule as for the engine. */
export function reloadAfterCrash(page: WebContents): void {
  let deathsAtMs: readonly number[] = [];
  page.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return;
    deathsAtMs = [...deathsAtMs, performance.now()].slice(-10);
    const verdict = afterDeath(deathsAtMs);
    if (verdict === 'stop') return;
    setTimeout(() => {
      if (!page.isDestroyed()) page.reload();
    }, verdict.waitMs);
  });
}
