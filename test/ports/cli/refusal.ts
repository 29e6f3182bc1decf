import { z } from 'zod';
import type { Ended } from './laptop.ts';

const failureShape = z.strictObject({
  failure: z.strictObject({ code: z.string(), facts: z.record(z.string(), z.unknown()) }),
});

/** How a command that ran with --json was refused. */
export interface Refusal extends z.infer<typeof failureShape> {
  readonly exit: number | null;
}

/** Reads the refusal; throws unless stdout holds exactly one document and that is one. */
export function refusalIn({ code, out }: Ended): Refusal {
  const document: unknown = JSON.parse(out);
  return { exit: code, ...failureShape.parse(document) };
}
