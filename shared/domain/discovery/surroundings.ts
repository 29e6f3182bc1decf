/** What the laptop hears and has around it: the ground for the diagnosis of an empty list and for the map. */
import type { Failure } from '../../failure/failure.ts';

/** Why an interface is used or left out; the page has words for each. */
export type InterfaceReason = 'used' | 'not-chosen' | 'loopback' | 'vpn' | 'virtual' | 'down' | 'no-address';

/** Multicast DNS over one address family on one interface. */
export interface HearingState {
  /** `shared` on port 5353 · `one-shot` on a port of its own, since 5353 was refused · `lost` with the reason · `off`. */
  readonly socket: 'shared' | 'one-shot' | 'lost' | 'off';
  /** The system's error code when lost, or when the last question was refused; null otherwise. */
  readonly reason: string | null;
  /** Whether our own question came back to us by multicast: `no` means that something here drops multicast. */
  readonly hearsItself: 'yes' | 'no' | 'not-yet';
  /** Packets of others that were heard, of any service: tells "nobody answers" from "nothing arrives". */
  readonly packetsOfOthers: number;
  /** Packets dropped unread because there were too many, and packets that were malformed. */
  readonly packetsDropped: number;
  readonly packetsMalformed: number;
}

/** One interface of the laptop, with how well announcements are heard on it. */
export interface SurroundingInterface {
  readonly name: string;
  /** IPv4 addresses, then IPv6 ones with zone where they need it. */
  readonly addresses: readonly string[];
  /** In CIDR form. */
  readonly subnets: readonly string[];
  readonly used: boolean;
  readonly why: InterfaceReason;
  /** Default gateway through this interface; null when there is none or it is not known. */
  readonly gateway: string | null;
  readonly ipv4: HearingState;
  readonly ipv6: HearingState;
  /** Link neighbours in the system's table, this laptop not counted. */
  readonly neighbours: number;
}

/** One likely reason why a node is missing from the list, the likeliest first; the page has words and a next step for each. */
export type DiagnosisCode =
  | 'not-listening'
  | 'no-interface'
  | 'cable-out'
  | 'no-address'
  | 'only-vpn'
  | 'other-network'
  | 'permission-denied'
  | 'multicast-blocked'
  | 'port-taken'
  | 'flooded'
  | 'answers-for-everything'
  | 'nobody-answers'
  | 'address-conflict'
  | 'serial-only';
export interface Diagnosis {
  readonly code: DiagnosisCode;
  /** For the words: texts and numbers, all told by this laptop or cleaned. */
  readonly facts: Readonly<Record<string, string | number>>;
}

export interface Surroundings {
  readonly isListening: boolean;
  readonly interfaces: readonly SurroundingInterface[];
  /** The lab's own subnet by the pack; null without a pack. */
  readonly labSubnet: string | null;
  readonly diagnosis: readonly Diagnosis[];
  /** Why a source could not be read, such as the neighbour table; empty when all could. */
  readonly failures: readonly Failure[];
}
