/** What this laptop's system knows of the link without anything being sent. */
import type { GatewayOf } from '../../shared/domain/discovery/neighbours/default-routes.ts';
import type { Neighbour } from '../../shared/domain/discovery/neighbours/neighbour.ts';

export interface NeighbourTable {
  /** Everyone in the table but this laptop itself, within 2 s (5 s on Windows). Throws `neighbours-unreadable`. */
  read(signal: AbortSignal): Promise<readonly Neighbour[]>;
}
export interface Gateways {
  /** The default gateway of each interface; empty where the system does not say. Within 2 s (5 s on Windows). */
  read(signal: AbortSignal): Promise<GatewayOf>;
}
