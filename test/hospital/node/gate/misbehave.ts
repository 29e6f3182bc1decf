import type { Message } from '@bufbuild/protobuf';
import { WireType } from '@bufbuild/protobuf/wire';
import type { Interceptor } from '@connectrpc/connect';
import type { Machine } from '../machine.ts';

/** A field number that no message has. */
const UNKNOWN_FIELD = 4000;
const MIB = 1_048_576;

/** Makes answers late or huge, as the node's habits say. */
export function misbehaviourInterceptor(machine: Machine): Interceptor {
  return (next) => async (request) => {
    const { slowMs, hugeAnswerMiB } = machine.habits;
    if (slowMs !== undefined) await new Promise((resolve) => setTimeout(resolve, slowMs));
    const response = await next(request);
    if (hugeAnswerMiB === undefined) return response;
    if (!response.stream) {
      fatten(response.message, hugeAnswerMiB);
      return response;
    }
    const inner = response.message;
    const fat = async function* () {
      for await (const message of inner) {
        fatten(message, hugeAnswerMiB);
        yield message;
      }
    };
    return { ...response, message: fat() };
  };
}

/** Adds a field that the receiver does not know, so that only the size tells. */
function fatten(message: Message, sizeMiB: number): void {
  const data = new Uint8Array(varint(sizeMiB * MIB).length + sizeMiB * MIB);
  data.set(varint(sizeMiB * MIB));
  message.$unknown = [{ no: UNKNOWN_FIELD, wireType: WireType.LengthDelimited, data }];
}

/** Unknown length-delimited fields are kept with their length in front. */
function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}
