/** Somebody asked for a part of the hospital that there is not. */
export class NameUnknown extends Error {}

/** Hands it through; throws `NameUnknown` when there is none. */
export function named<T>(found: T | undefined, name: string): T {
  if (found === undefined) throw new NameUnknown(`nothing here is called ${name}`);
  return found;
}

/** The answer to a change that needs no other. */
export async function done(change: Promise<unknown> | unknown): Promise<{ ok: true }> {
  await change;
  return { ok: true };
}
