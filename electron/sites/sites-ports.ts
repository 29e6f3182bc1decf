/** What `sites` needs of the world. Failures of the console are `console-*`; of the disk, `disk-full`. */
import type { HelloAnswer } from '../../shared/console/console-contract.ts';
import type { CheckReport } from '../../shared/domain/checks/check.ts';
import type { NodeView } from '../../shared/domain/nodes/node-view.ts';
import type { ProvisionView } from '../../shared/domain/provisioning/flow-view.ts';
import type { ProvisionPlan } from '../../shared/domain/provisioning/plan.ts';
import type { Pack } from '../../shared/domain/sites/pack.ts';
import type { SyncStatus } from '../../shared/domain/sync/op.ts';
import type { ChainHead } from '../../shared/domain/sync/op-chain.ts';
import type { DeviceKeyStore } from '../security/device-key.ts';

/** A pack as it arrived: its exact text and its signature, so that it can be verified again. */
export interface StoredPack {
  readonly version: number;
  readonly document: string;
  readonly signature: string;
  readonly acceptedAtMs: number;
}

/** Named texts and packs in the encrypted database. */
export interface SitesStore extends DeviceKeyStore {
  /** One transaction, on disk when it returns; what is recorded inside belongs to it. Throws `disk-full`. */
  write<T>(work: () => T): T;
  /** The newest pack kept for a site. */
  pack(site: string): StoredPack | null;
  savePack(site: string, pack: StoredPack): void;
}

/** What the console gives before a visit. Connects within 5 s, gives up after 30 s without a byte. */
export interface PackSource {
  hello(signal: AbortSignal): Promise<HelloAnswer>;
  /** Throws `pack-too-large` without reading further, `pack-not-published` when there is none. */
  pack(site: string, limitBytes: number, signal: AbortSignal): Promise<Uint8Array>;
  signature(site: string, signal: AbortSignal): Promise<string>;
  /** The image's bytes from `fromByte` on. */
  image(digest: string, fromByte: number, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
}

export type PackImage = Pack['images'][number];

/** Images on this laptop, each under its digest; what is half here is kept apart and can be continued. */
export interface ImageStore {
  /** Digests of the images that are here whole, by size: for a list that is shown often. */
  present(images: readonly PackImage[]): Promise<ReadonlySet<string>>;
  /** Reads the image again and compares its digest; one that differs is removed. */
  holds(image: PackImage, signal: AbortSignal): Promise<boolean>;
  /**
   * Takes in the rest of an image: `open` is asked for its bytes from where the last try broke off. Kept only if
   * the digest is right; `corrupt` otherwise, and nothing of it stays. Throws `disk-full`.
   */
  receive(
    image: PackImage,
    open: (fromByte: number) => Promise<AsyncIterable<Uint8Array>>,
    signal: AbortSignal,
  ): Promise<'kept' | 'corrupt'>;
}

/** Small files that a person chose, and the room left. */
export interface FileReader {
  /** The whole file, unless it is larger than `limitBytes`; null when there is no file to read. */
  read(path: string, limitBytes: number): Promise<FileContent | null>;
}
export type FileContent =
  | { readonly state: 'read'; readonly bytes: Uint8Array }
  | { readonly state: 'too-large'; readonly sizeBytes: number };

export interface FreeSpace {
  /** Bytes that this program may still write where it keeps its data; null when the system does not say. */
  freeBytes(): Promise<number | null>;
}

/** What the other nouns know of the visit; composed from them. */
export interface VisitFacts {
  nodes(): readonly NodeView[];
  flows(): readonly ProvisionView[];
  /** The newest report of each vantage. */
  reports(): readonly CheckReport[];
  sync(): SyncStatus;
  /** The plan that ran, or is running, on a node. */
  plan(nodeId: string): Pick<ProvisionPlan, 'disk' | 'configSha256' | 'talosVersion'> | null;
  bundlesMade(): number;
  chainHead(): ChainHead | null;
  /** Whether this enrolment's device recorded something, beside its enrolment, that is not at the console yet. */
  hasUnsentWork(): boolean;
}
