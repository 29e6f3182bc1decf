import { parse } from 'yaml';
import type { PlatformState, PlatformStatus } from '../../../electron/provisioning/ports.ts';
import { failed } from '../../../shared/failure/failure.ts';

/** A cluster that tests bring up step by step. */
export interface FakePlatform extends PlatformStatus {
  /** Null while its API does not answer. */
  state: PlatformState | null;
  /** How often it was asked. */
  readonly reads: number;
}

/** A cluster whose API is down. */
export function createFakePlatform(): FakePlatform {
  let reads = 0;
  return {
    state: null,
    get reads() {
      return reads;
    },
    async read(kubeconfig, expect, signal) {
      reads += 1;
      signal.throwIfAborted();
      if (parse(kubeconfig)?.kind !== 'Config') {
        throw failed('cluster-answer-wrong', { address: 'kubeconfig', detail: 'not a kubeconfig' });
      }
      if (this.state === null) {
        throw failed('cluster-unreachable', { address: 'fake', detail: 'ECONNREFUSED' });
      }
      const { nodesReady, flux, tunnel } = this.state;
      const expected = `${expect.ociRepository} ${expect.kustomization}`;
      const message = flux.ready ? flux.message : `${expected}: ${flux.message}`;
      return { nodesReady, flux: { ...flux, message }, tunnel };
    },
  };
}

/** A cluster in which everything is ready on the named nodes. */
export function readyPlatform(...nodesReady: readonly string[]): PlatformState {
  return {
    nodesReady,
    flux: { ready: true, revision: '2026.11.3@sha256:00', message: 'Applied revision' },
    tunnel: { ready: true, message: 'all agents are ready' },
  };
}
