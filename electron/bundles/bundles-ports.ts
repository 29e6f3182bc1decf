/** What bundles need of the world: a place to write, archives to read, and the other nouns' evidence. */
import type { BundleRecord } from '../../shared/domain/bundles/bundle.ts';
import type { CheckReport } from '../../shared/domain/checks/check.ts';
import type { ProvisionView } from '../../shared/domain/provisioning/flow-view.ts';
import type { VisitOverview } from '../../shared/domain/sites/visit.ts';
import type { LedgerPage } from '../../shared/domain/sync/op.ts';

/** Keeps what is known of bundles that were made, per site. */
export interface BundleStore {
  add(site: string, record: BundleRecord): void;
  /** Newest first. */
  list(site: string): readonly BundleRecord[];
}

export interface WrittenEntry {
  readonly sizeBytes: number;
  readonly sha256: string;
}
/**
 * An archive being made: entries wait in a private folder until it is sealed, and it has its name only once it
 * is released. Every call throws `bundle-unwritable` when there is no room or no permission.
 */
export interface BundleDraft {
  put(path: string, text: string): Promise<WrittenEntry>;
  /** Writes the archive, entries in this order, next to where it will be; on disk when this resolves. */
  seal(order: readonly string[]): Promise<ArchiveReader>;
  /** Gives the sealed archive its name. */
  release(): Promise<WrittenEntry>;
  /** Removes everything that was written; harmless after a release. */
  discard(): Promise<void>;
}

export interface ArchiveEntry {
  readonly path: string;
  readonly sizeBytes: number;
  /** The content, unpacked; no more than `sizeBytes`. Throws `bundle-damaged`. */
  chunks(): AsyncIterable<Uint8Array>;
}
/** An archive on disk. At most 10,000 entries and 2 GiB unpacked, safe names, none twice; else `bundle-damaged`. */
export interface ArchiveReader {
  /** Opens the file anew each time and closes it at the end. Throws `bundle-missing`, `bundle-damaged`. */
  entries(): AsyncIterable<ArchiveEntry>;
}
export interface BundleFiles {
  /** Begins an archive that will be at `path`, mode 0600. */
  draft(path: string): Promise<BundleDraft>;
  read(path: string): ArchiveReader;
  /** Size and hash of the file as a whole. Throws `bundle-missing`. */
  measure(path: string): Promise<WrittenEntry>;
}

/** What the other nouns know of the visit. */
export interface BundleEvidence {
  overview(): VisitOverview | Promise<VisitOverview>;
  reports(): readonly CheckReport[];
  flows(): readonly ProvisionView[];
  ledger(page: { readonly offset: number; readonly limit: number }): LedgerPage | Promise<LedgerPage>;
  /** The newest part of the app's own log, JSON lines. */
  appLog(): Promise<string>;
  /** Recordings of consoles made at this site, oldest first. */
  recordings(): Promise<readonly { readonly file: string; readonly sizeBytes: number }[]>;
  /** The last whole lines of one, no more than `limitBytes`. */
  recordingTail(file: string, limitBytes: number): Promise<string>;
  /** Secrets of this laptop beside those of pack and enrolment, such as its signing key. */
  secrets(): readonly string[];
}
