import { useQuery } from '@tanstack/react-query';
import type { NodeView } from '../../../shared/domain/nodes/node-view.ts';
import { discoveryQueries, serialQueries } from '../../api/queries.ts';

/** A fingerprint that a serial console printed, and where and when it was read. */
export interface ConsoleOffer {
  readonly path: string;
  readonly fingerprint: string;
  readonly readAtMs: number;
  /** Name of another node whose console this is; null for this node's, or while that is not known. */
  readonly otherNode: string | null;
}

/** What was read by cable: this node's own console first. Another node's is offered too, and named, for cables are mixed up. */
export function useConsoleOffers(node: NodeView): readonly ConsoleOffer[] {
  const { data: ports } = useQuery(serialQueries.ports());
  const { data: nodes } = useQuery(discoveryQueries.nodes());
  const offers = (ports ?? []).flatMap(({ path, reading, nodeId }): ConsoleOffer[] => {
    const { fingerprint, readAtMs } = reading;
    if (fingerprint === null || readAtMs === null) return [];
    const other = nodeId === null || nodeId === node.id ? null : nodes?.find(({ id }) => id === nodeId);
    return [{ path, fingerprint, readAtMs, otherNode: other?.name ?? null }];
  });
  const { consolePort, consoleFingerprint } = node;
  const isListed = offers.some(({ path }) => path === consolePort);
  if (consolePort !== null && consoleFingerprint !== null && !isListed) {
    const { value: fingerprint, learntAtMs: readAtMs } = consoleFingerprint;
    offers.push({ path: consolePort, fingerprint, readAtMs, otherNode: null });
  }
  const rank = ({ path, otherNode }: ConsoleOffer) => (path === consolePort ? 0 : otherNode === null ? 1 : 2);
  return offers.sort((one, other) => rank(one) - rank(other));
}
