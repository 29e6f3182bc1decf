import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { Code, ConnectError, type ServiceImpl } from '@connectrpc/connect';
import type { TimeService } from '../../../../electron/adapters/talos/gen/talos_time_pb.js';
import { timeSource } from '../life/keep-time.ts';
import { askTime } from '../life/sntp.ts';
import type { Machine } from '../machine.ts';

/** What a node asks when nobody told it whom. */
const DEFAULT_SERVER = 'time.cloudflare.com';

/** Asks time servers from the node: the one configured, or any that is named. */
export function timeService(machine: Machine): Partial<ServiceImpl<typeof TimeService>> {
  const check = async (server: string, signal: AbortSignal) => {
    if (server === '') throw new ConnectError('ntp server is required', Code.InvalidArgument);
    const remoteMs = await askTime(server, timeSource(machine), signal).catch((error: Error) => {
      throw new ConnectError(`error querying NTP server "${server}": ${error.message}`, Code.Unknown);
    });
    return {
      messages: [
        { server, localtime: timestampFromMs(Date.now()), remotetime: timestampFromMs(Math.round(remoteMs)) },
      ],
    };
  };
  return {
    time: (_, context) => check(machine.active?.settings.timeServers[0] ?? DEFAULT_SERVER, context.signal),
    timeCheck: (request, context) => check(request.server, context.signal),
  };
}
