import { failed } from '../../shared/failure/failure.ts';
import type { Redactor, TextFormat } from '../security/redact/redactor.ts';
import type { ArchiveEntry, ArchiveReader } from './bundles-ports.ts';

const FORMATS: Readonly<Record<string, TextFormat>> = { yaml: 'yaml', json: 'json', jsonl: 'json-lines' };

/**
 * Looks through a finished archive once more, names included, before it gets its name. Throws `bundle-leak`
 * at the first thing that the redactor would still remove, and for content that it could not read as text.
 */
export async function assertNoLeak(
  archive: ArchiveReader,
  redactor: Redactor,
  signal: AbortSignal,
): Promise<void> {
  for await (const entry of archive.entries()) {
    signal.throwIfAborted();
    const kind = await leakIn(entry, redactor);
    if (kind !== null) throw failed('bundle-leak', { entry: entry.path, kind });
  }
}

async function leakIn(entry: ArchiveEntry, redactor: Redactor): Promise<string | null> {
  const [inName] = redactor.leaksIn(entry.path, 'text');
  if (inName !== undefined) return inName;
  const text = await readText(entry);
  if (text === null) return 'unreadable-content';
  const ending = entry.path.slice(entry.path.lastIndexOf('.') + 1);
  return redactor.leaksIn(text, FORMATS[ending] ?? 'text')[0] ?? null;
}

/** The entry as text; null when it is none. What the writer made is UTF-8 throughout. */
export async function readText(entry: ArchiveEntry): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of entry.chunks()) chunks.push(chunk);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(chunks));
  } catch {
    // Expected here: bytes that are no UTF-8.
    return null;
  }
}
