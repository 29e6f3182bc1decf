/** Tells the person at the terminal what is being prepared, on stderr, so that stdout stays for answers. */
export function say(text: string): void {
  process.stderr.write(`[runtime] ${text}\n`);
}

/** Runs one slow step, saying when it begins, that it still goes on (each 20 s) and how long it took. */
export async function sayWhile<T>(title: string, work: () => Promise<T>): Promise<T> {
  const beganMs = performance.now();
  const elapsed = () => `${((performance.now() - beganMs) / 1000).toFixed(0)} s`;
  say(`${title} ...`);
  const ticker = setInterval(() => say(`${title}: still working, ${elapsed()}`), 20_000);
  try {
    const value = await work();
    say(`${title}: done in ${elapsed()}`);
    return value;
  } finally {
    clearInterval(ticker);
  }
}
