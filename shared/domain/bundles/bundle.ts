/** Who wrote an entry of the bundle and what was taken out of it. */
export interface BundleEntry {
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly collector: string;
  /** How many values of each kind were removed. */
  readonly removed: Readonly<Record<string, number>>;
}
/** What could not be collected, and why: a partial bundle says so. */
export interface BundleMissing {
  readonly collector: string;
  readonly why: 'timeout' | 'denied' | 'unreachable' | 'too-large' | 'failed';
  readonly detail: string;
}
/** `manifest.json` of a bundle. */
export interface BundleManifest {
  readonly format: 'rounds-bundle/1';
  readonly createdAt: string;
  readonly appVersion: string;
  readonly site: string;
  readonly region: string;
  readonly rules: string;
  readonly entries: readonly BundleEntry[];
  readonly missing: readonly BundleMissing[];
}
export interface BundleRecord {
  readonly id: string;
  readonly path: string;
  readonly createdAtMs: number;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly verified: boolean;
  readonly manifest: BundleManifest;
}
export interface BundleProgress {
  readonly stage: 'collecting' | 'writing' | 'verifying';
  readonly done: number;
  readonly total: number;
  readonly what: string;
}
/** What a bundle would hold, for the page before it is made. */
export interface BundleSource {
  readonly id: string;
  readonly kind: 'node-logs' | 'node-resources' | 'checks' | 'visit' | 'serial' | 'app-log';
  readonly name: string;
  readonly nodeId: string | null;
  readonly byDefault: boolean;
}
