import { createHash } from 'node:crypto';
import type { BundleManifest } from '../../shared/domain/bundles/bundle.ts';
import {
  MANIFEST_LIMIT_BYTES,
  MANIFEST_PATH,
  manifestSchema,
} from '../../shared/domain/bundles/manifest-schema.ts';
import { failed } from '../../shared/failure/failure.ts';
import type { ArchiveEntry, ArchiveReader } from './bundles-ports.ts';
import { readText } from './leak-gate.ts';

/**
 * Reads every entry of an archive and compares it with the manifest in it. Throws `bundle-damaged` with the
 * first entry that is changed, missing, or not in the manifest; `path` is what the person calls the file.
 */
export async function verifyBundle(
  archive: ArchiveReader,
  path: string,
  signal: AbortSignal,
): Promise<BundleManifest> {
  const found = new Map<string, Measured>();
  let manifest: BundleManifest | null = null;
  for await (const entry of archive.entries()) {
    signal.throwIfAborted();
    if (entry.path === MANIFEST_PATH) manifest = await readManifest(entry, path);
    else found.set(entry.path, await measure(entry));
  }
  if (manifest === null) throw failed('bundle-damaged', { path, entry: MANIFEST_PATH });
  for (const { path: entry, sizeBytes, sha256 } of manifest.entries) {
    const measured = found.get(entry);
    if (measured?.sha256 !== sha256 || measured.sizeBytes !== sizeBytes)
      throw failed('bundle-damaged', { path, entry });
    found.delete(entry);
  }
  const [extra] = found.keys();
  if (extra !== undefined) throw failed('bundle-damaged', { path, entry: extra });
  return manifest;
}

interface Measured {
  readonly sizeBytes: number;
  readonly sha256: string;
}

async function measure(entry: ArchiveEntry): Promise<Measured> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for await (const chunk of entry.chunks()) {
    hash.update(chunk);
    sizeBytes += chunk.length;
  }
  return { sizeBytes, sha256: hash.digest('hex') };
}

async function readManifest(entry: ArchiveEntry, path: string): Promise<BundleManifest> {
  const damaged = (cause?: unknown) => failed('bundle-damaged', { path, entry: MANIFEST_PATH }, cause);
  if (entry.sizeBytes > MANIFEST_LIMIT_BYTES) throw damaged();
  const parsed = manifestSchema.safeParse(parse((await readText(entry)) ?? ''));
  if (!parsed.success) throw damaged(parsed.error);
  return parsed.data;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Expected here: a manifest that somebody cut off or wrote by hand.
    return null;
  }
}
