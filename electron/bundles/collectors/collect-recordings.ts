import type { BundleEvidence } from '../bundles-ports.ts';
import { COLLECTOR_LIMIT_BYTES, type CollectorOutput } from '../run-collectors.ts';

/** A recording may hold 64 MiB; what matters is how it ended. */
const EACH_LIMIT_BYTES = 2 * 1024 * 1024;

/** What consoles printed on serial ports, the newest recordings first, as far as they have room. */
export async function collectRecordings(
  { recordings, recordingTail }: Pick<BundleEvidence, 'recordings' | 'recordingTail'>,
  out: CollectorOutput,
): Promise<void> {
  let leftBytes = COLLECTOR_LIMIT_BYTES;
  for (const { file, sizeBytes } of (await recordings()).toReversed()) {
    const limitBytes = Math.min(EACH_LIMIT_BYTES, sizeBytes, leftBytes);
    leftBytes -= limitBytes;
    if (limitBytes < sizeBytes)
      out.addMissing('too-large', `${file}: ${sizeBytes - limitBytes} bytes of its beginning`);
    if (limitBytes > 0) {
      await out.add({ path: `serial/${file}`, text: await recordingTail(file, limitBytes), format: 'text' });
    }
  }
}
