import { z } from 'zod';

/** Under which conditions a sweep ran and who answers for it; kept with its log. Null where an older version kept none. */
const detailsSchema = z.object({
  perSecond: z.number().nullable().catch(null),
  paceReason: z.enum(['gentle', 'clinical', 'platform']).nullable().catch(null),
  /** The hospital's change or ticket number; null for sweeps that needed none and were given none. */
  reference: z.string().nullable().catch(null),
  siteName: z.string().nullable().catch(null),
  engineer: z.string().nullable().catch(null),
  device: z.string().nullable().catch(null),
  appVersion: z.string().nullable().catch(null),
  /** This laptop's own addresses at that time: where the packets came from. */
  from: z.array(z.string()).readonly().catch([]),
});
export type SweepDetails = Readonly<z.infer<typeof detailsSchema>>;

/** Reads what was kept; what this version cannot read is null. */
export function readSweepDetails(document: unknown): SweepDetails {
  const read = detailsSchema.safeParse(document);
  return read.success ? read.data : detailsSchema.parse({});
}
