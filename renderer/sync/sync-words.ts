import type { SyncStatus } from '../../shared/domain/sync/op.ts';
import { words } from '../../shared/words/words.ts';
import type { State } from '../ui/state/state-mark.tsx';

/** The chip's mark and words. To be away from the console is normal and looks calm; only a person's part stands out. */
export function syncWords(status: SyncStatus): { readonly state: State; readonly text: string } {
  const { needsYou, unsent, connection, syncing } = status;
  if (needsYou > 0) return { state: 'needs-you', text: words('sync.chip.needsYou', { needsYou }) };
  if (connection.state === 'stuck') return { state: 'degrades', text: words('sync.chip.stuck', { unsent }) };
  if (syncing) return { state: 'running', text: words('sync.chip.sending', { unsent }) };
  const isAway = connection.state === 'away';
  if (unsent > 0) {
    return { state: 'todo', text: words(isAway ? 'sync.chip.away' : 'sync.chip.saved', { unsent }) };
  }
  if (status.confirmed === 0) return { state: 'skipped', text: words('sync.chip.nothing') };
  return { state: 'ok', text: words(isAway ? 'sync.chip.allAway' : 'sync.chip.all') };
}
