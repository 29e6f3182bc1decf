import { failed } from '../../../shared/failure/failure.ts';
import type { NodeLink, NodeTarget } from '../../nodes/node-link.ts';
import { createTalosLink } from './talos-link.ts';
import type { AcceptPeer } from './wire/kept-connection.ts';
import { openSession } from './wire/node-session.ts';

/**
 * Connects to a target whose certificate is what we expect, on this and on every later connection of the link.
 * Throws `certificate-changed`, `node-refused-us` and what connecting throws.
 */
export async function openLink(target: NodeTarget, signal?: AbortSignal): Promise<NodeLink> {
  const { address, port, credentials } = target;
  const place = { address, port, ca: credentials?.ca ?? null, identity: credentials };
  const session = await openSession(place, acceptOnly(target), signal);
  return createTalosLink(session);
}

/** With a fingerprint, only that one; without, the authority decides, and in maintenance mode the first one stays. */
function acceptOnly({ address, fingerprint, credentials }: NodeTarget): AcceptPeer {
  let expected = fingerprint;
  return (peer) => {
    if (credentials !== null && !(peer.chained && peer.named)) {
      const detail = peer.chained
        ? 'its certificate is for another address'
        : 'its certificate is not from the authority of this site';
      throw failed('node-refused-us', { address, detail });
    }
    if (expected === null && credentials === null) expected = peer.fingerprint;
    if (expected !== null && expected !== peer.fingerprint) {
      throw failed('certificate-changed', { address, before: expected, after: peer.fingerprint });
    }
  };
}
