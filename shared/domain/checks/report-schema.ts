import { z } from 'zod';
import { type Failure, failureCodes } from '../../failure/failure.ts';
import type { CheckReport } from './check.ts';

const facts = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));
const owner = z.enum(['you', 'hospital-it', 'back-office']);
/** A failure whose code this version still has words for. */
const failure = z.custom<Failure>((value) => {
  if (typeof value !== 'object' || value === null || !('code' in value) || !('facts' in value)) return false;
  return typeof value.code === 'string' && Object.hasOwn(failureCodes, value.code);
});
const finding = z.discriminatedUnion('state', [
  z.object({ state: z.literal('ok'), facts }),
  z.object({
    state: z.literal('fault'),
    severity: z.enum(['blocks', 'degrades', 'note']),
    facts,
    owner: owner.exactOptional(),
  }),
  z.object({ state: z.literal('unknown'), failure }),
  z.object({ state: z.literal('skipped'), because: z.string() }),
]);
const vantage = z.discriminatedUnion('from', [
  z.object({
    from: z.literal('laptop'),
    interfaceName: z.string().nullable(),
    address: z.string().nullable(),
  }),
  z.object({ from: z.literal('node'), nodeId: z.string(), name: z.string() }),
]);

/** A stored report, as far as this version can still show it. */
export const checkReportSchema: z.ZodType<CheckReport> = z.object({
  id: z.string(),
  vantage,
  startedAtMs: z.number(),
  endedAtMs: z.number(),
  appVersion: z.string(),
  clockOffsetMs: z.number().nullable(),
  entries: z.array(z.object({ code: z.string(), owner, finding, tookMs: z.number() })),
});
