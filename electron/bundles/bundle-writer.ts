import type { BundleEntry, BundleManifest, BundleMissing } from '../../shared/domain/bundles/bundle.ts';
import { MANIFEST_PATH, manifestSchema } from '../../shared/domain/bundles/manifest-schema.ts';
import type { Redacted, Redactor, TextFormat } from '../security/redact/redactor.ts';
import type { ArchiveReader, BundleDraft } from './bundles-ports.ts';

/** More entries than this would not be read back. */
const ENTRY_LIMIT = 9_999;
const PATH_LIMIT = 200;
const DETAIL_LIMIT = 900;

/** What a collector hands over: a text of a known format, or a value that the writer makes a document of. */
export type Collected =
  | { readonly path: string; readonly text: string; readonly format: TextFormat }
  | { readonly path: string; readonly value: unknown };

/** The one way into a bundle. Nothing is written that did not pass the redactor here, names and manifest included. */
export interface BundleWriter {
  add(collector: string, collected: Collected): Promise<void>;
  addMissing(missing: BundleMissing): void;
  /** Writes the manifest and the archive; gives both back, the archive as it is on disk. */
  seal(head: ManifestHead): Promise<{ readonly manifest: BundleManifest; readonly archive: ArchiveReader }>;
}
export type ManifestHead = Omit<BundleManifest, 'entries' | 'missing'>;

export function createBundleWriter(draft: BundleDraft, redactor: Redactor): BundleWriter {
  const entries = new Map<string, BundleEntry>();
  const missing: BundleMissing[] = [];
  const plain = (text: string, limit: number): string =>
    redactor.redact(text.slice(0, limit), 'text').text.slice(0, limit);
  return {
    add: async (collector, collected) => {
      if (entries.size >= ENTRY_LIMIT) throw new Error('a bundle cannot hold more entries');
      const path = freePath(safePath(plain(collected.path, PATH_LIMIT)), entries);
      // The place is taken before the first wait, so that two collectors cannot take it both.
      const entry = { path, collector: plain(collector, PATH_LIMIT), sizeBytes: 0, sha256: '', removed: {} };
      entries.set(path, entry);
      const { text, removed } = redacted(redactor, collected);
      const written = await draft.put(path, text);
      entries.set(path, { ...entry, ...written, removed });
    },
    addMissing: ({ collector, why, detail }) => {
      missing.push({ collector: plain(collector, PATH_LIMIT), why, detail: plain(detail, DETAIL_LIMIT) });
    },
    seal: async (head) => {
      const sorted = [...entries.values()].toSorted((one, other) => compare(one.path, other.path));
      const whole: BundleManifest = {
        ...head,
        entries: sorted,
        missing: missing.toSorted((one, other) =>
          compare(`${one.collector} ${one.detail}`, `${other.collector} ${other.detail}`),
        ),
      };
      const { text } = redactor.redactValue(whole, 'json');
      await draft.put(MANIFEST_PATH, text);
      // What is in the file is what is said of it.
      const manifest = manifestSchema.parse(JSON.parse(text));
      const archive = await draft.seal([MANIFEST_PATH, ...sorted.map(({ path }) => path)]);
      return { manifest, archive };
    },
  };
}

function redacted(redactor: Redactor, collected: Collected): Redacted {
  if ('text' in collected) return redactor.redact(collected.text, collected.format);
  return redactor.redactValue(collected.value, collected.path.endsWith('.yaml') ? 'yaml' : 'json');
}

/** By code unit, so that the order does not depend on a language. */
const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** A path of plain letters that no system reads as anything else. */
function safePath(path: string): string {
  const parts = path
    .split('/')
    .map((part) => part.replaceAll(/[^A-Za-z0-9._-]+/g, '-').replace(/^[.-]+/, ''))
    .filter((part) => part !== '');
  return parts.length === 0 ? 'entry' : parts.join('/');
}

/** Systems that do not tell `A` from `a` must be able to unpack it as well. */
function freePath(path: string, taken: ReadonlyMap<string, unknown>): string {
  const lower = new Set([...taken.keys(), MANIFEST_PATH].map((other) => other.toLowerCase()));
  if (!lower.has(path.toLowerCase())) return path;
  const dot = path.lastIndexOf('.');
  const [stem, ending] = dot > path.lastIndexOf('/') ? [path.slice(0, dot), path.slice(dot)] : [path, ''];
  let number = 2;
  while (lower.has(`${stem}-${number}${ending}`.toLowerCase())) number += 1;
  return `${stem}-${number}${ending}`;
}
