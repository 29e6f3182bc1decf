/** A process that dies more often than this within the window is not started again by itself. */
export const restartLimit = { count: 5, windowMs: 60_000 } as const;
const firstWaitMs = 250;
const longestWaitMs = 5_000;

/** Says what to do after a death, given when the process died before (milliseconds, oldest first, this death last): wait so long and start it again, or stop. */
export function afterDeath(deathsAtMs: readonly number[]): { readonly waitMs: number } | 'stop' {
  const nowMs = deathsAtMs.at(-1) ?? 0;
  const recent = deathsAtMs.filter((atMs) => nowMs - atMs < restartLimit.windowMs).length;
  if (recent > restartLimit.count) return 'stop';
  return { waitMs: Math.min(firstWaitMs * 2 ** (recent - 1), longestWaitMs) };
}
