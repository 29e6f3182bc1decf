import { z } from 'zod';

/** `summary.json`: other tools read it, so its shape stays. */
export const summarySchema = z.strictObject({
  ok: z.boolean(),
  stages: z.array(z.strictObject({ name: z.string(), ok: z.boolean(), ms: z.number() })),
  nodes: z.array(z.strictObject({ name: z.string(), stage: z.string(), healthy: z.boolean() })),
  bundle: z.strictObject({ path: z.string(), verified: z.boolean() }).nullable(),
  unsentOps: z.int(),
});
export type Summary = z.infer<typeof summarySchema>;
export type Stage = Summary['stages'][number];
