/** What finding nodes needs from the world: interfaces, a browser for announcements, names, and storage. */
import type { MdnsInstance } from '../../shared/domain/discovery/mdns-claims.ts';
import type { Sighting } from '../../shared/domain/discovery/sighting.ts';
import type { HearingState, InterfaceReason } from '../../shared/domain/discovery/surroundings.ts';
import type { NodeStage } from '../../shared/domain/nodes/node-view.ts';

/** One network interface of the laptop. */
export interface NetworkInterface {
  readonly name: string;
  /** Its first IPv4 address; empty when it has none. */
  readonly address: string;
  /** Its IPv4 subnets in CIDR form. */
  readonly subnets: readonly string[];
  /** Left out when it has no IPv6 address by which others reach it. */
  readonly ipv6?: InterfaceIpv6;
  /** How often its cable was plugged or pulled since the system started; left out where the system does not count. */
  readonly linkChanges?: number;
  readonly used: boolean;
  readonly why: InterfaceReason;
}
/** The IPv6 side of an interface. */
export interface InterfaceIpv6 {
  /** What follows `%` in an address that is only valid on this link: its name, on Windows its number. */
  readonly zone: string;
  /** Link-local ones with their zone. */
  readonly addresses: readonly string[];
  /** In CIDR form, without zone. */
  readonly subnets: readonly string[];
}
export interface NetworkInterfaces {
  /** As they are now, in the system's order. */
  list(): readonly NetworkInterface[];
}

export interface MdnsListener {
  /** A node's beacon is complete, or says something else than before. */
  heard(instance: MdnsInstance): void;
  /** It said goodbye, or its records ran out unconfirmed. */
  gone(instance: MdnsInstance): void;
  /** What `hearing` tells has changed in kind, not just in number; at most once a second. */
  hearingChanged?(): void;
}
/** How well announcements are heard on one interface. */
export interface InterfaceHearing {
  readonly interfaceName: string;
  readonly ipv4: HearingState;
  readonly ipv6: HearingState;
}
/** Listens for node beacons on every usable interface; survives interfaces that come and go. */
export interface MdnsBrowser {
  /** A second start before the stop is a mistake of ours. */
  start(listener: MdnsListener): void;
  /** After sleep: opens everything anew and doubts what was heard before. */
  resume(): void;
  /**
   * Its node no longer answers: asks for it anew at once, and unless that is answered within 3 s tells it as gone
   * (RFC 6762 §10.4). Nothing happens for an instance that is not listed.
   */
  reconfirm(instance: MdnsInstance): void;
  /** Of every interface that is listened on; empty before the start and after the stop. */
  hearing(): readonly InterfaceHearing[];
  /** No call to the listener after this has resolved. It can be started again, and then knows nothing. */
  stop(): Promise<void>;
}

/** Finds the address of a name, IPv4 where it has one; null when there is none within 3 s. */
export type ResolveHost = (name: string, signal: AbortSignal) => Promise<string | null>;

/** Sightings per site; the newest of each kind of claim, at most 5,000. */
export interface SightingStore {
  all(site: string): readonly Sighting[];
  /** Adds or renews in one transaction, and prunes the oldest. */
  keep(site: string, sightings: readonly Sighting[]): void;
  forget(site: string, ids: readonly string[]): void;
}

/** Which nodes have their `node.found` op already, under which id, so that each is recorded once. */
export interface FoundLog {
  all(site: string): ReadonlySet<string>;
  /** The op ids minted for these nodes, kept before the ops are recorded; the same ones when asked again. */
  opIdsFor(site: string, nodeIds: readonly string[], mint: () => string): ReadonlyMap<string, string>;
  markRecorded(site: string, nodeIds: readonly string[]): void;
}

/** How far provisioning has brought a node; null when it has not begun. */
export type StageOf = (nodeId: string) => NodeStage | null;
