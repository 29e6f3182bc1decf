import { create, isMessage, type Message } from '@bufbuild/protobuf';
import {
  Code,
  ConnectError,
  type Interceptor,
  type StreamResponse,
  type UnaryResponse,
} from '@connectrpc/connect';
import { MetadataSchema } from '../../../../electron/adapters/talos/gen/talos_common_pb.js';
import type { Machine } from '../machine.ts';

/** Only these can be asked of several nodes at once. */
const ONE_TO_MANY = [
  'machine.MachineService',
  'cluster.ClusterService',
  'inspect.InspectService',
  'storage.StorageService',
  'time.TimeService',
];

/**
 * The metadata `node` and `nodes`. Ignored in maintenance. A worker forwards to nobody; a control plane forwards, but
 * in this simulation reaches no other node.
 */
export function routingInterceptor(machine: Machine): Interceptor {
  return (next) => async (request) => {
    if (!machine.isConfigured || request.header.has('proxyfrom')) return next(request);
    const node = valuesOf(request.header, 'node');
    const nodes = valuesOf(request.header, 'nodes');
    if (node.length > 1) throw new ConnectError('node metadata must be single-valued', Code.InvalidArgument);
    const isWorker = machine.role === 'worker';
    if (isWorker && nodes.length <= 1 && [...node, ...nodes].every((target) => isSelf(machine, target)))
      return next(request);
    if (nodes.length > 0) {
      if (!ONE_TO_MANY.includes(request.service.typeName)) {
        const path = `/${request.service.typeName}/${request.method.name}`;
        throw new ConnectError(
          `one-2-many proxying is not supported for method ${path}`,
          Code.InvalidArgument,
        );
      }
      refuseForeign(machine, nodes);
      return named(await next(request), nodes[0] ?? '');
    }
    refuseForeign(machine, node);
    return next(request);
  };
}

function refuseForeign(machine: Machine, targets: readonly string[]): void {
  const foreign = targets.find((target) => !isSelf(machine, target));
  if (foreign === undefined) return;
  if (machine.role === 'worker') throw new ConnectError('no request forwarding', Code.PermissionDenied);
  throw new ConnectError(
    `connection error: desc = "transport: Error while dialing: dial tcp ${foreign}:50000: connect: no route to host"`,
    Code.Unavailable,
  );
}

/** gRPC joins repeated metadata by commas on its way here. */
function valuesOf(header: Headers, key: string): readonly string[] {
  return (header.get(key) ?? '')
    .split(',')
    .map((value) => value.trim())
    .filter((value) => value !== '');
}

function isSelf(machine: Machine, target: string): boolean {
  const own = machine.network.addresses.map(({ prefix }) => prefix.split('/')[0]);
  return [machine.address, machine.network.hostname, '127.0.0.1', '::1', ...own].includes(target);
}

/** Puts the name of the asked node into the metadata, as the node does when it aggregates. */
function named(response: UnaryResponse | StreamResponse, hostname: string): UnaryResponse | StreamResponse {
  const mark = (message: Message) => {
    const items: unknown = 'messages' in message ? message.messages : [message];
    if (!Array.isArray(items)) return;
    for (const item of items)
      if (isMessage(item)) Object.assign(item, { metadata: create(MetadataSchema, { hostname }) });
  };
  if (!response.stream) {
    mark(response.message);
    return response;
  }
  const inner = response.message;
  const marked = async function* () {
    for await (const message of inner) {
      mark(message);
      yield message;
    }
  };
  return { ...response, message: marked() };
}
