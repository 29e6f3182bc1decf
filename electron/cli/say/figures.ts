import { words } from '../../../shared/words/words.ts';

const moment = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short' });

/** A moment in the laptop's own time, as a log has it: "2026-11-22 10:42". */
export function momentWords(at: string | number): string {
  return moment.format(new Date(at));
}

const clockTime = new Intl.DateTimeFormat('sv-SE', { timeStyle: 'medium' });

/** A moment of today: "10:42:07". */
export function timeWords(at: string): string {
  return clockTime.format(new Date(at));
}

/** A length of time to wait: "8 s", "3 min 10 s". */
export function waitWords(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 60) return words('frame.time.seconds', { seconds });
  return words('frame.time.minutes', { minutes: Math.floor(seconds / 60), seconds: seconds % 60 });
}

/** How long something took: "42 ms", "1.8 s", then as `waitWords`. */
export function tookWords(ms: number): string {
  if (ms < 1000) return words('frame.time.millis', { millis: Math.round(ms) });
  if (ms < 10_000) return words('frame.time.seconds', { seconds: Math.round(ms / 100) / 10 });
  return waitWords(ms);
}

const sizes = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** A size as it is printed on a disk, in powers of 1000: "512 GB", "1.2 MB". */
export function sizeWords(bytes: number): string {
  let [size, step] = [bytes, 0];
  while (size >= 999.5 && step < sizes.length - 1) {
    size /= 1000;
    step++;
  }
  return `${size < 9.95 && step > 0 ? size.toFixed(1) : Math.round(size)} ${sizes[step]}`;
}
