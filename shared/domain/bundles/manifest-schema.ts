import { z } from 'zod';
import type { BundleManifest, BundleRecord } from './bundle.ts';

/** A manifest larger than this is not one of ours: ten thousand entries take about three megabytes. */
export const MANIFEST_LIMIT_BYTES = 8 * 1024 * 1024;
/** Where it stands in the archive. */
export const MANIFEST_PATH = 'manifest.json';

const count = z.int().min(0);
const text = z.string().max(1000);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** `manifest.json` as read back from a file that anybody may have changed. */
export const manifestSchema: z.ZodType<BundleManifest> = z.object({
  format: z.literal('rounds-bundle/1'),
  createdAt: z.iso.datetime(),
  appVersion: z.string().max(50),
  site: text,
  region: text,
  rules: text,
  entries: z
    .array(
      z.object({
        path: z.string().min(1).max(500),
        sizeBytes: count,
        sha256,
        collector: text,
        removed: z.record(z.string().max(100), count),
      }),
    )
    .max(10_000),
  missing: z
    .array(
      z.object({
        collector: text,
        why: z.enum(['timeout', 'denied', 'unreachable', 'too-large', 'failed']),
        detail: text,
      }),
    )
    .max(10_000),
});

/** A stored record of a bundle, as far as this version can still show it. */
export const bundleRecordSchema: z.ZodType<BundleRecord> = z.object({
  id: z.string(),
  path: z.string(),
  createdAtMs: z.number(),
  sizeBytes: count,
  sha256,
  verified: z.boolean(),
  manifest: manifestSchema,
});
