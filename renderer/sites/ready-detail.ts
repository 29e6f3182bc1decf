import type { ReadinessItem } from '../../shared/domain/sites/visit.ts';
import { words } from '../../shared/words/words.ts';
import { sizeWords } from '../ui/sizes.ts';
import { dayWords } from '../ui/times.ts';

/** The figures behind one line of "Ready for this visit"; empty where the line says it all. */
export function readyDetail({ code, facts }: ReadinessItem, nowMs: number): string {
  const { version, what, expiresAt, here, total, freeBytes, neededBytes } = facts;
  if (code === 'pack' && version !== undefined) return words('sites.ready.detail.pack', { version });
  if (code === 'images' && here !== undefined && total !== undefined) {
    return words('sites.ready.detail.images', { here, total });
  }
  if (code === 'expiry' && what !== undefined) {
    if (expiresAt === undefined) return words('sites.ready.detail.expiryUnread', { what });
    const day = dayWords(Date.parse(String(expiresAt)), nowMs);
    return words('sites.ready.detail.expiry', { what, expiresAt: day });
  }
  if (code === 'disk-space' && neededBytes !== undefined) {
    const needed = sizeWords(Number(neededBytes));
    if (freeBytes === undefined) return words('sites.ready.detail.roomUnread', { needed });
    return words('sites.ready.detail.room', { free: sizeWords(Number(freeBytes)), needed });
  }
  return '';
}
