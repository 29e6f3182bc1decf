import type { ProvisionLine } from '../../shared/domain/provisioning/flow-view.ts';
import type { Clock } from '../ports.ts';

/** Lines are written in bundles of this many, or when a step ends: a durable write costs milliseconds, a burst has hundreds. */
const BUNDLE_LINES = 50;
/** Longest line that is kept; a node's own are under 200 characters. */
const LINE_CHARACTERS = 500;

/** Collects what a node reports until it is worth a durable write. */
export interface LineBook {
  add(text: string): void;
  unwritten(): readonly ProvisionLine[];
  /** Throws what writing throws; the lines are then still here. */
  flush(): void;
}

/** A line book that writes by `write` and says that there is something new by `changed`. */
export function createLineBook({
  clock,
  write,
  changed,
}: {
  readonly clock: Clock;
  readonly write: (lines: readonly ProvisionLine[]) => void;
  readonly changed: () => void;
}): LineBook {
  let lines: readonly ProvisionLine[] = [];
  const flush = (): void => {
    if (lines.length === 0) return;
    write(lines);
    lines = [];
  };
  return {
    add(text) {
      lines = [...lines, { atMs: clock.now(), text: text.slice(0, LINE_CHARACTERS) }];
      if (lines.length >= BUNDLE_LINES) flush();
      changed();
    },
    unwritten: () => lines,
    flush,
  };
}
