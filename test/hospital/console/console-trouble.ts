import { z } from 'zod';
import { opKinds } from '../../../shared/domain/sync/op.ts';

/** What can be wrong with the console or the way to it. Everything left out is in order. */
export const consoleTroubleSchema = z.strictObject({
  /** Refuses connections and cuts the present ones. */
  away: z.boolean().default(false),
  /** Answers 503 with this `Retry-After`, in seconds. */
  unavailableForSeconds: z.int().min(0).max(3600).nullable().default(null),
  /** Answers 401: the token is not valid any more. */
  unauthorized: z.boolean().default(false),
  /** `hello` says that the device is suspended; everything else is 403. */
  suspended: z.boolean().default(false),
  /** A captive portal answers for the console: 200 with a sign-in page. */
  captivePortal: z.boolean().default(false),
  /** Answers 200 with JSON that is not the contract's. */
  wrongAnswers: z.boolean().default(false),
  /** Every answer comes this much later. */
  slowMs: z.int().min(0).max(600_000).default(0),
  /** Ops of these kinds are refused with code `kind-refused`, fixable. */
  refuseKinds: z.array(z.enum(opKinds)).default([]),
  /** This many pushes are committed, then their connection is cut before the answer. */
  dropAnswers: z.int().min(0).max(1000).default(0),
  /** Downloads of packs and images break off after this many bytes. */
  cutDownloadsAfterBytes: z.int().min(0).nullable().default(null),
  /** Images come with one byte changed. */
  corruptImages: z.boolean().default(false),
  /** The console's clock is this far ahead of the true time. */
  clockAheadMs: z.int().min(-86_400_000).max(86_400_000).default(0),
});
export type ConsoleTrouble = z.infer<typeof consoleTroubleSchema>;

export const noConsoleTrouble: ConsoleTrouble = consoleTroubleSchema.parse({});
