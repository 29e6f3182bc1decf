import { create } from '@bufbuild/protobuf';
import { type Client, Code, ConnectError, createClient } from '@connectrpc/connect';
import { createGrpcTransport } from '@connectrpc/connect-node';
import { State } from '../../../../electron/adapters/talos/gen/cosi_resource_pb.js';
import { ClusterService } from '../../../../electron/adapters/talos/gen/talos_cluster_pb.js';
import {
  type ApplyConfiguration,
  ApplyConfigurationRequest_Mode,
  ApplyConfigurationRequestSchema,
} from '../../../../electron/adapters/talos/gen/talos_machine_lifecycle_pb.js';
import { MachineService } from '../../../../electron/adapters/talos/gen/talos_machine_pb.js';
import { StorageService } from '../../../../electron/adapters/talos/gen/talos_storage_pb.js';
import { TimeService } from '../../../../electron/adapters/talos/gen/talos_time_pb.js';
import type { Leaf } from '../tls/authority.ts';

/** Everything a node offers, over one connection, with the plainest client there is. */
export interface NodeClient {
  readonly machine: Client<typeof MachineService>;
  readonly state: Client<typeof State>;
  readonly time: Client<typeof TimeService>;
  readonly storage: Client<typeof StorageService>;
  readonly cluster: Client<typeof ClusterService>;
}

/** Connects as `--insecure` does, or with a client certificate. No call waits longer than five seconds. */
export function clientFor(node: { address: string; port: number }, identity?: Leaf): NodeClient {
  const transport = createGrpcTransport({
    baseUrl: `https://${node.address}:${node.port}`,
    defaultTimeoutMs: 5000,
    readMaxBytes: 32 * 1_048_576,
    nodeOptions: {
      rejectUnauthorized: false,
      ...(identity ? { cert: identity.certificatePem, key: identity.keyPem } : {}),
    },
  });
  return {
    machine: createClient(MachineService, transport),
    state: createClient(State, transport),
    time: createClient(TimeService, transport),
    storage: createClient(StorageService, transport),
    cluster: createClient(ClusterService, transport),
  };
}

/** Applies a configuration in mode AUTO; gives the one item of the answer. */
export async function apply(
  client: NodeClient,
  text: string,
  options: { mode?: ApplyConfigurationRequest_Mode; dryRun?: boolean } = {},
): Promise<ApplyConfiguration> {
  const request = create(ApplyConfigurationRequestSchema, {
    data: Buffer.from(text, 'utf8'),
    mode: options.mode ?? ApplyConfigurationRequest_Mode.AUTO,
    dryRun: options.dryRun ?? false,
  });
  const [item] = (await client.machine.applyConfiguration(request)).messages;
  if (!item) throw new Error('the answer has no item');
  return item;
}

/** The gRPC code and message that a call is refused with. Throws when it is not refused. */
export async function refusal(call: Promise<unknown>): Promise<{ code: string; message: string }> {
  try {
    await call;
  } catch (error) {
    const { code, rawMessage } = ConnectError.from(error);
    return { code: Code[code], message: rawMessage };
  }
  throw new Error('the call was not refused');
}

/** Takes `count` items of a stream and hangs up. */
export async function take<T>(stream: AsyncIterable<T>, count: number): Promise<T[]> {
  const items: T[] = [];
  for await (const item of stream) {
    items.push(item);
    if (items.length === count) break;
  }
  return items;
}

export async function all<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of stream) items.push(item);
  return items;
}
