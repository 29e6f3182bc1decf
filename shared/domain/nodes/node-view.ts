import type { ManagementSign, NodeAnswerKind, SightingSource } from '../discovery/sighting.ts';

/** A value with where it was learnt and when. */
export interface Fact<T> {
  readonly value: T;
  readonly source: SightingSource;
  readonly learntAtMs: number;
}

/** Somewhere a node was seen. */
export interface NodePlace {
  readonly address: string;
  readonly port: number;
  readonly interfaceName: string | null;
  readonly sources: readonly SightingSource[];
  /** The newest answer there; null when it was never asked there. */
  readonly answer: NodeAnswerKind | null;
  readonly lastSeenAtMs: number;
  /** Another machine answers at this address in turn with it: two machines have one address. */
  readonly isContested: boolean;
}

/** Who runs a machine that this visit must not set up. */
export interface ManagedElsewhere {
  readonly by: 'omni' | 'other-authority' | 'earlier-generation';
  readonly signs: readonly ManagementSign[];
}

/** What could be learnt of an earlier-generation node, for planning its replacement. */
export interface EarlierGeneration {
  readonly system: Fact<string> | null;
  readonly distribution: Fact<string> | null;
  readonly kubernetesVersion: Fact<string> | null;
  readonly rancherCluster: Fact<string> | null;
}

/**
 * How a node was identified: `three-way` by label, network and console; `serial-alone` by label and console, where
 * no network way to it exists. The second proves the box, not yet what answers on the network.
 */
export type LockWay = 'three-way' | 'serial-alone';

/** How far a node has come on this visit. */
export type NodeStage = 'found' | 'identified' | 'provisioning' | 'provisioned' | 'stopped';

/** What the page shows of one machine. */
export interface NodeView {
  /** Stable for the visit: `uuid:…`, `serial:…`, `mac:…`, `addr:…` or `console:…`, whichever is the best known. */
  readonly id: string;
  /** The slot's label once identified, else the best name known. */
  readonly name: string;
  /** At its best place; `not-asked` until it was asked there for the first time. */
  readonly answer: NodeAnswerKind | 'not-asked';
  /** Empty, with port 0, while nothing but its console is known. */
  readonly address: string;
  readonly port: number;
  readonly hostname: Fact<string> | null;
  readonly serial: Fact<string> | null;
  readonly uuid: Fact<string> | null;
  readonly product: Fact<string> | null;
  readonly macs: Fact<readonly string[]> | null;
  readonly talosVersion: Fact<string> | null;
  readonly machineStage: Fact<string> | null;
  readonly fingerprint: Fact<string> | null;
  readonly sources: readonly SightingSource[];
  readonly lastSeenAtMs: number;
  /**
   * `here` while it announces itself, while the newest answer of any of its places is one (for an hour, should it
   * not be asked again), or when its console printed within the last 8 hours. `gone` otherwise; only a bound node keeps
   * its place in the list then.
   */
  readonly presence: 'here' | 'gone';
  /** Everywhere on the network that it was seen, the best place first. */
  readonly places: readonly NodePlace[];
  /** The serial port of this laptop on which its console prints; null when none is known. */
  readonly consolePort: string | null;
  /** The fingerprint that its console printed last. */
  readonly consoleFingerprint: Fact<string> | null;
  readonly managed: ManagedElsewhere | null;
  /** Null unless it is of the earlier generation. */
  readonly earlier: EarlierGeneration | null;
  readonly slotId: string | null;
  /** Slots whose planned serial or address fits; a suggestion, never a selection. */
  readonly candidateSlotIds: readonly string[];
  readonly stage: NodeStage;
  /** True once everything that its lock compares agreed and the engineer confirmed. */
  readonly identified: boolean;
  /** Null until it is identified. */
  readonly lock: LockWay | null;
}

/** What the identity lock compares. Texts are given as compared: without spaces and grouping, serials in capitals. */
export interface IdentityComparison {
  readonly nodeId: string;
  readonly slotId: string;
  readonly rows: readonly {
    /** `uuid` only where the console printed one; it can differ, and is not needed to agree. */
    readonly what: 'serial' | 'fingerprint' | 'uuid';
    readonly onTheBox: string | null;
    readonly overTheNetwork: string | null;
    readonly onItsConsole: string | null;
    readonly planned: string | null;
    readonly agrees: 'yes' | 'no' | 'not-checked';
    /** How many characters were compared: 44 for a whole fingerprint, 12 or more for its start. */
    readonly comparedCharacters: number;
    /** Index of the first character that differs, in each text of this row, for marking it; null when none does. */
    readonly differsAt: number | null;
  }[];
  readonly way: LockWay;
  readonly verdict: 'agrees' | 'differs' | 'incomplete';
  /** When it differs: what usually causes it, the likeliest first. */
  readonly causes: readonly DifferenceCause[];
}

/** Why label, network and console may disagree. */
export type DifferenceCause =
  | 'typing-slip'
  | 'label-of-other-slot'
  | 'console-of-other-node'
  | 'certificate-renewed'
  | 'cables-swapped'
  | 'machine-exchanged';
