/**
 * Talks to lab nodes over the Talos API. It compares certificates before it sends anything and limits everything
 * that it reads; it knows nothing of slots, plans or visits. You want `createTalosLinks`.
 */
import type { NodeLinks } from '../../nodes/node-link.ts';

/** `NodeLinks` over gRPC and TLS. The gRPC library loads with the first call, not at start. */
export function createTalosLinks(): NodeLinks {
  return {
    look: async (address, port, credentials, signal) => {
      const { lookAt } = await import('./look.ts');
      return lookAt(address, port, credentials, signal);
    },
    open: async (target, signal) => {
      const { openLink } = await import('./open-link.ts');
      return openLink(target, signal);
    },
  };
}
