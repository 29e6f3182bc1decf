import type { Enrolment } from '../../shared/domain/sites/pack.ts';
import type { SyncStatus } from '../../shared/domain/sync/op.ts';
import { isRunning } from '../../shared/domain/sync/sync-machine.ts';
import type { SyncState } from '../../shared/domain/sync/sync-state.ts';
import type { OutboxStore } from './outbox-store.ts';

/** What the chip says: counted from storage each time, so that it cannot drift from the truth. */
export function syncStatus(
  store: Pick<OutboxStore, 'tally'>,
  enrolment: Enrolment | null,
  state: SyncState,
): SyncStatus {
  const { states, lastConfirmedAtMs } = store.tally(enrolment?.device.id ?? '');
  const savedHere = states.local + states.held;
  const sending = states.sent + states.accepted;
  const needsYou = states.refused + states.conflict;
  return {
    savedHere,
    sending,
    confirmed: states.confirmed,
    needsYou,
    unsent: savedHere + sending + needsYou,
    connection: state.connection,
    lastConfirmedAtMs,
    syncing: isRunning(state),
  };
}
