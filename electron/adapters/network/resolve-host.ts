import { lookup } from 'node:dns/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { ResolveHost } from '../../discovery/discovery-ports.ts';

/** A person is waiting; a resolver that takes longer has lost the question. */
const TIMEOUT_MS = 3000;

/** Asks the system's own resolver, hosts file and all, as every other program on the laptop does; IPv4 first. */
export const resolveHost: ResolveHost = async (name, signal) => {
  const late = new AbortController();
  const giveUp = AbortSignal.any([late.signal, signal]);
  try {
    const answer = lookup(name, { all: true }).then(
      (found) => (found.find(({ family }) => family === 4) ?? found[0])?.address ?? null,
    );
    return await Promise.race([answer, wait(TIMEOUT_MS, null, { signal: giveUp })]);
  } catch {
    // Expected here: ENOTFOUND and its kind, and the signal. The system's lookup itself cannot be stopped.
    return null;
  } finally {
    late.abort();
  }
};
