import { createHash } from 'node:crypto';

/** The key of demo data. Not a secret: whoever opens the demo may read it, and nothing else opens with it. */
export const demoKeyHex = createHash('sha256').update('rounds demo, no secret').digest('hex');
