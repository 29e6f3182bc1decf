import type { Check } from '../../shared/domain/checks/check.ts';
import { dnsServers } from './laptop/dns-servers.ts';
import { egress } from './laptop/egress.ts';
import { gateway } from './laptop/gateway.ts';
import { laptopLink } from './laptop/laptop-link.ts';
import { nodeApi } from './laptop/node-api.ts';
import { timeOffset } from './laptop/time-offset.ts';
import { tlsInterception } from './laptop/tls-interception.ts';
import type { LaptopContext } from './laptop-context.ts';
import { nodeAddresses } from './node/node-addresses.ts';
import { nodeDisks } from './node/node-disks.ts';
import { nodeLink } from './node/node-link.ts';
import { nodeResolvers } from './node/node-resolvers.ts';
import { nodeTime } from './node/node-time.ts';
import type { NodeContext } from './node-context.ts';

/** The ladder from this laptop, from the socket in the wall up. */
export const laptopChecks: readonly Check<LaptopContext>[] = [
  laptopLink,
  gateway,
  dnsServers,
  timeOffset,
  egress,
  tlsInterception,
  nodeApi,
];

/** What a node answers about itself. */
export const nodeChecks: readonly Check<NodeContext>[] = [
  nodeLink,
  nodeAddresses,
  nodeResolvers,
  nodeTime,
  nodeDisks,
];
