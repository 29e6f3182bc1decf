import type { Baud } from '../../shared/domain/serial/follow-baud.ts';
import { isSamePort, type PortFound } from '../../shared/domain/serial/sort-ports.ts';
import { type Failure, FailureError } from '../../shared/failure/failure.ts';
import type { OpenPort, SerialParts } from './serial-ports.ts';

/** Three looks within the three seconds that a person waits for it after plugging in. */
const LOOK_EVERY_MS = 1000;

/**
 * Waits until the same adapter is there again, in whichever socket, and opens it. Null when `signal` ends the wait.
 * `onProblem` hears what stands in the way now.
 */
export async function untilBack(
  { system, clock }: Pick<SerialParts, 'system' | 'clock'>,
  { found, baud }: { readonly found: PortFound; readonly baud: Baud },
  signal: AbortSignal,
  onProblem: (failure: Failure) => void,
): Promise<{ readonly found: PortFound; readonly port: OpenPort } | null> {
  for (;;) {
    try {
      await clock.wait(LOOK_EVERY_MS, signal);
    } catch {
      // Only the end of the console stops the wait.
      return null;
    }
    try {
      const again = sameAdapter(await listed(system), found);
      if (again === null) continue;
      const port = await system.open(again.path, baud);
      if (!signal.aborted) return { found: again, port };
      await port.close();
      return null;
    } catch (error) {
      if (!(error instanceof FailureError)) throw error;
      // Not there yet is what is waited for; anything else is worth saying.
      const { code } = error.failure;
      if (code !== 'serial-unknown' && code !== 'serial-vanished') onProblem(error.failure);
    }
  }
}

/** A system that cannot list its ports may still open them. */
function listed(system: SerialParts['system']): Promise<readonly PortFound[]> {
  return system.list().catch(() => []);
}

/** One without a serial number may be a link or a pseudo-terminal, which no list holds: its path is tried. */
function sameAdapter(listed: readonly PortFound[], found: PortFound): PortFound | null {
  const again = listed.find((one) => isSamePort(one, found)) ?? null;
  return again ?? (found.serialNumber === null ? found : null);
}
