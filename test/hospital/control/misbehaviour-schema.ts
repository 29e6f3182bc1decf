import { z } from 'zod';
import type { Misbehaviour } from '../node/lab-node-options.ts';

/** A node's habits as they come over HTTP. */
export const misbehaviourSchema: z.ZodType<Misbehaviour> = z.strictObject({
  slowMs: z.int().min(0).max(600_000).exactOptional(),
  garbage: z.boolean().exactOptional(),
  hugeAnswerMiB: z.int().min(0).max(256).exactOptional(),
  newCertificateEachConnection: z.boolean().exactOptional(),
  refuseConfig: z.string().max(2000).exactOptional(),
  diskDisappears: z.string().max(200).exactOptional(),
  bootstrapAlreadyExists: z.boolean().exactOptional(),
  timeNotInSync: z.boolean().exactOptional(),
  stuckAfterReboot: z.boolean().exactOptional(),
  neverReady: z.boolean().exactOptional(),
  linkDown: z.boolean().exactOptional(),
  closed: z.boolean().exactOptional(),
  dropConnectionsAfterMs: z.int().min(0).max(600_000).exactOptional(),
});
