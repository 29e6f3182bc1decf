import type { SyncStatus } from '../../../shared/domain/sync/op.ts';
import { type FailureCode, failureCodes } from '../../../shared/failure/failure.ts';
import { isMessageKey, words } from '../../../shared/words/words.ts';
import { exitCodes } from '../exit-codes.ts';
import { momentWords } from '../say/figures.ts';
import { facts } from '../say/table.ts';
import type { Verb } from './verb.ts';

/** Sends what was done and fetches what the console confirms. Good is only: connected, and everything confirmed. */
export const sync: Verb = async ({ session, output }) => {
  const status = await session.job(
    'sync.now',
    {},
    {
      onProgress: ({ confirmed, unsent }) => output.count(words('sync.sendingDetail', { confirmed, unsent })),
    },
  );
  const isDone = status.unsent === 0 && status.connection.state === 'connected';
  return {
    exit: isDone ? exitCodes.ok : exitCodes.attention,
    data: { sync: status },
    lines: [
      connectionWords(status),
      ...facts([
        [words('sync.count.confirmed'), `${status.confirmed}`],
        [words('sync.count.savedHere'), `${status.savedHere}`],
        [words('sync.count.sending'), `${status.sending}`],
        [words('sync.count.needsYou'), `${status.needsYou}`],
      ]),
    ],
    problems: problemLines(status),
  };
};

/** Why nothing goes out, as far as a status knows it: what to do, and the code to read out on the phone. */
function problemLines({ connection }: SyncStatus): readonly string[] {
  if (connection.state !== 'away' && connection.state !== 'stuck') return [];
  const { code } = connection;
  const key = `failure.${code}.next`;
  return [isMessageKey(key) ? words(key) : '', failureCodes[code as FailureCode] ?? code].filter(Boolean);
}

function connectionWords({ connection }: SyncStatus): string {
  if (connection.state === 'unknown') return words('sync.state.unknown');
  const since = connection.state === 'connected' ? connection.atMs : connection.sinceMs;
  return words(`sync.state.${connection.state}`, { when: momentWords(since) });
}
