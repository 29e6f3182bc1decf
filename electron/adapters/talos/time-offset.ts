import { timestampMs } from '@bufbuild/protobuf/wkt';
import { Code } from '@connectrpc/connect';
import type { TimeResponse } from './gen/talos_time_pb.js';
import { refusalOf } from './wire/call-failure.ts';

/** Refusals that are about us and not about the time server. */
const aboutUs: readonly Code[] = [Code.PermissionDenied, Code.Unauthenticated, Code.Unimplemented];

/** The time server's clock minus the node's, in ms; null when the node says that the server did not answer. */
export async function timeOffset(ask: () => Promise<TimeResponse>): Promise<{ offsetMs: number } | null> {
  try {
    const { messages } = await ask();
    const [answer] = messages;
    if (answer?.localtime === undefined || answer.remotetime === undefined) return null;
    return { offsetMs: timestampMs(answer.remotetime) - timestampMs(answer.localtime) };
  } catch (error) {
    // The node passes on whatever its NTP query met: refused, timed out, a kiss of death.
    const refusal = refusalOf(error);
    if (refusal === null || aboutUs.includes(refusal.code)) throw error;
    return null;
  }
}
