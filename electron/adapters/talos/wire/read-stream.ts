import { failed } from '../../../../shared/failure/failure.ts';
import { STREAM_LIMIT_BYTES } from './limits.ts';

/**
 * The items of a server stream. Leaving the loop ends the stream, which Connect by itself does not do; the
 * caller's signal ends it too, with an error.
 */
export async function* itemsOf<T>(
  start: (signal: AbortSignal) => AsyncIterable<T>,
  signal?: AbortSignal,
): AsyncGenerator<T, void, undefined> {
  const left = new AbortController();
  try {
    yield* start(signal === undefined ? left.signal : AbortSignal.any([left.signal, signal]));
  } finally {
    left.abort();
  }
}

/**
 * The last `keepBytes` of a stream of byte chunks, read to its end. Throws `node-answer-too-large` for a stream
 * that goes on for longer than any log can be.
 */
export async function tailOf(
  chunks: AsyncIterable<{ readonly bytes: Uint8Array }>,
  keepBytes: number,
  address: string,
): Promise<Uint8Array> {
  const kept: Uint8Array[] = [];
  let keptBytes = 0;
  let readBytes = 0;
  for await (const { bytes } of chunks) {
    readBytes += bytes.byteLength;
    if (readBytes > STREAM_LIMIT_BYTES) {
      throw failed('node-answer-too-large', { address, limitBytes: STREAM_LIMIT_BYTES });
    }
    kept.push(bytes);
    keptBytes += bytes.byteLength;
    for (
      let first = kept[0];
      first !== undefined && keptBytes - first.byteLength >= keepBytes;
      first = kept[0]
    ) {
      keptBytes -= first.byteLength;
      kept.shift();
    }
  }
  return Buffer.concat(kept).subarray(-keepBytes);
}
