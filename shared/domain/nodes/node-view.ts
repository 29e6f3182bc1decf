import type { NodeAnswerKind, SightingSource } from '../discovery/sighting.ts';

/** A value with where it was learnt and when. */
export interface Fact<T> {
  readonly value: T;
  readonly source: SightingSource;
  readonly learntAtMs: number;
}

/** How far a node has come on this visit. */
export type NodeStage = 'found' | 'identified' | 'provisioning' | 'provisioned' | 'stopped';

/** What the page shows of one machine. */
export interface NodeView {
  /** Stable for the visit: `uuid:…`, `serial:…` or `addr:…`, whichever is the best known. */
  readonly id: string;
  /** The slot's label once identified, else the best name known. */
  readonly name: string;
  readonly answer: NodeAnswerKind;
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
  readonly slotId: string | null;
  /** Slots whose planned serial or address fits; a suggestion, never a selection. */
  readonly candidateSlotIds: readonly string[];
  readonly stage: NodeStage;
  /** True once label, wire and console agreed and the engineer confirmed. */
  readonly identified: boolean;
}

/** What the identity lock compares. Texts are given as compared: without spaces and grouping, serials in capitals. */
export interface IdentityComparison {
  readonly nodeId: string;
  readonly slotId: string;
  readonly rows: readonly {
    readonly what: 'serial' | 'fingerprint';
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
  readonly verdict: 'agrees' | 'differs' | 'incomplete';
}
