import { isOurAddress } from '../ipc/our-page.ts';

/** A scan that nobody ended is over after so long; the person opens it again. */
const longestScanMs = 3 * 60_000;

/** Whether the page may ask for a camera. It guards the asking; the page itself stops what it was given. */
export interface CameraDoor {
  /** A label is being scanned from now on. Waits for the system's own question to the person, where it has one. */
  open(): Promise<void>;
  close(): void;
  /** True for our own page while a label is being scanned. */
  admits(address: string): boolean;
}

/** A closed door. `now` counts in milliseconds. */
export function createCameraDoor(ports: {
  readonly askSystem: () => Promise<void>;
  readonly now: () => number;
}): CameraDoor {
  let openedAtMs: number | null = null;
  return {
    open: async () => {
      openedAtMs = ports.now();
      await ports.askSystem();
    },
    close: () => {
      openedAtMs = null;
    },
    admits: (address) =>
      openedAtMs !== null && ports.now() - openedAtMs < longestScanMs && isOurAddress(address),
  };
}
