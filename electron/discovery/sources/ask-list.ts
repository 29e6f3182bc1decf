/** Asks every place of a pasted list, a few at a time, and says of each row what came of it. */
import type { JobRun } from '../../../shared/contract/define.ts';
import type { AskedList, AskedRow } from '../../../shared/domain/discovery/asked-list.ts';
import { endpointOf } from '../../../shared/domain/discovery/endpoint.ts';
import type { NodeAnswerKind } from '../../../shared/domain/discovery/sighting.ts';
import { type PastedRow, readPastedList } from '../../../shared/domain/discovery/typed/pasted-list.ts';
import type { PlaceAsker } from './place-asker.ts';

/** Half of the turns that the look queue has: beacons that come meanwhile are asked too. */
const AT_ONCE = 4;

/** Throws `not-enrolled` and `list-unreadable`; a stop ends with the signal's reason, and what was found stays. */
export async function askList(
  text: string,
  run: JobRun<{ readonly done: number; readonly total: number }>,
  asker: PlaceAsker,
): Promise<AskedList> {
  const pasted = readPastedList(text, asker.usualPort());
  const waiting = [...pasted.entries()];
  const rows: AskedRow[] = [];
  let done = 0;
  run.report({ done, total: pasted.length });
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      run.signal.throwIfAborted();
      const [index, row] = next;
      rows[index] = await untilStopped(askRow(row, asker, run.signal), run.signal);
      run.report({ done: ++done, total: pasted.length });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return { rows };
}

/** Who stops wants to go on at once; the looks under way end by themselves. */
async function untilStopped<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = (): void => reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

async function askRow(row: PastedRow, asker: PlaceAsker, signal: AbortSignal): Promise<AskedRow> {
  const { line, typed, place, isTwice } = row;
  const plain = { line, typed, nodeId: null };
  if (place === null) return { ...plain, outcome: 'unreadable' };
  if (isTwice) return { ...plain, outcome: 'twice' };
  const found = await asker.ask(place, 'soon', signal);
  if (typeof found === 'string') return { ...plain, outcome: found };
  const nodeId = asker.nodeAt(endpointOf(found.endpoint))?.id ?? null;
  return { line, typed, outcome: outcomeOf(found.look?.answer ?? 'silent'), nodeId };
}

function outcomeOf(answer: NodeAnswerKind): AskedRow['outcome'] {
  switch (answer) {
    case 'waiting':
    case 'ours':
    case 'foreign':
    case 'old-maintenance':
    case 'agent':
      return 'node';
    case 'earlier':
      return 'earlier';
    case 'silent':
      return 'silent';
    // A machine that refuses the port is there, and no node at this time.
    case 'closed':
    case 'not-talos':
      return 'not-a-node';
  }
}
