/** Where no lab node answers but one of the earlier generation may stand, looks once more, for that one. */
import type { NodeAnswerKind, Sighting } from '../../../shared/domain/discovery/sighting.ts';
import type { NodeLinks } from '../../nodes/node-link.ts';
import type { EarlierProbe } from './earlier-ports.ts';

export interface FurtherPorts {
  readonly probe: EarlierProbe;
  readonly sightings: () => readonly Sighting[];
}

const nothing: ReadonlySet<NodeAnswerKind> = new Set(['closed', 'silent', 'not-talos']);
const labNode: ReadonlySet<NodeAnswerKind> = new Set([
  ...(['waiting', 'ours', 'foreign', 'old-maintenance', 'agent'] as const),
]);
const never = new AbortController().signal;

/**
 * The same links, whose look also recognises earlier nodes. Only at addresses that a person gave, since it asks
 * ports of the hospital's own machines, and never where a lab node was: that one is only restarting.
 */
export function lookFurther(links: NodeLinks, { probe, sightings }: FurtherPorts): NodeLinks {
  const isWorthAsking = (address: string): boolean => {
    const here = sightings().filter((sighting) => sighting.address === address);
    const wasLabNode = here.some(
      ({ source, claims }) => source === 'node' && labNode.has(claims.answer ?? 'silent'),
    );
    return here.some(({ source }) => source === 'typed') && !wasLabNode;
  };
  return {
    open: links.open,
    look: async (address, port, credentials, signal = never) => {
      const look = await links.look(address, port, credentials, signal);
      if (!nothing.has(look.answer) || !isWorthAsking(address)) return look;
      const earlier = await probe.look(address, signal);
      return earlier === null ? look : { ...look, answer: 'earlier', earlier };
    },
  };
}
