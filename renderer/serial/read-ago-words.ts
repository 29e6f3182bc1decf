import { words } from '../../shared/words/words.ts';
import { agoWords } from '../ui/times.ts';

/** How long ago something was read from a console: to the second within the first minute, for it is being waited for. */
export function readAgoWords(atMs: number, nowMs: number): string {
  const seconds = Math.max(0, Math.floor((nowMs - atMs) / 1000));
  return seconds < 60 ? words('serial.read.agoSeconds', { seconds }) : agoWords(atMs, nowMs);
}
