import { constants, gunzipSync } from 'node:zlib';
import { failed } from '../../../shared/failure/failure.ts';
import { SPEC_LIMIT_BYTES } from './wire/limits.ts';

/** POSIX ustar: a header of 512 bytes, name at 0, size in octal at 124 (IEEE Std 1003.1, pax). */
const BLOCK_BYTES = 512;
const NAME_BYTES = 100;
const SIZE_AT = 124;
const SIZE_BYTES = 12;

/**
 * The file `kubeconfig` out of the tar.gz that Talos sends. Talos closes the gzip layer but not the tar, so there
 * are no blocks of zeros at the end. Throws `node-not-talos`.
 */
export function readKubeconfig(archive: Uint8Array, address: string): string {
  const entry = firstEntry(unzip(archive, address));
  if (entry === null || entry.name !== 'kubeconfig') throw failed('node-not-talos', { address });
  return new TextDecoder().decode(entry.content);
}

function unzip(archive: Uint8Array, address: string): Buffer {
  try {
    return gunzipSync(archive, {
      maxOutputLength: SPEC_LIMIT_BYTES,
      finishFlush: constants.Z_SYNC_FLUSH,
    });
  } catch (error) {
    throw failed('node-not-talos', { address }, error);
  }
}

function firstEntry(tar: Buffer): { readonly name: string; readonly content: Uint8Array } | null {
  if (tar.byteLength < BLOCK_BYTES) return null;
  const text = (at: number, length: number) =>
    tar
      .toString('latin1', at, at + length)
      .replace(/\0.*$/s, '')
      .trim();
  const sizeBytes = Number.parseInt(text(SIZE_AT, SIZE_BYTES), 8);
  if (!(sizeBytes > 0) || BLOCK_BYTES + sizeBytes > tar.byteLength) return null;
  return { name: text(0, NAME_BYTES), content: tar.subarray(BLOCK_BYTES, BLOCK_BYTES + sizeBytes) };
}
