import type { ConsoleReading } from '../../shared/domain/serial/serial-port.ts';
import type { PortFound } from '../../shared/domain/serial/sort-ports.ts';
import { FailureError } from '../../shared/failure/failure.ts';
import type { Recorded } from './recording.ts';
import type { SerialParts } from './serial-ports.ts';

/** One recording that is over. */
export interface EndedRecording {
  readonly path: string;
  readonly found: PortFound;
  readonly startedAtMs: number;
  readonly recorded: Recorded;
  readonly reading: ConsoleReading;
}

/** Puts the recording into the log of the visit: which file, how long it is and what it hashes to. */
export function recordOp({ ops, clock, log, nodeOf }: SerialParts, ended: EndedRecording): void {
  const { path, found, startedAtMs, recorded, reading } = ended;
  const { file, ...sums } = recorded;
  try {
    ops.record({
      kind: 'serial.recorded',
      agg: `serial:${path}`,
      body: {
        ...{ path, nodeId: nodeOf(path), adapter: { ...found } },
        ...{ file: file.split(/[\\/]/).at(-1) ?? '', ...sums },
        startedAt: new Date(startedAtMs).toISOString(),
        endedAt: new Date(clock.now()).toISOString(),
        reading: { ...reading },
      },
    });
  } catch (error) {
    // Expected here: a laptop without enrolment, or a full disk. The file itself stays.
    if (!(error instanceof FailureError)) throw error;
    log.warn('serial recording not in the log', { code: error.failure.code });
  }
}
