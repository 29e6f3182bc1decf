import { words } from '../../shared/words/words.ts';

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short' });
const year = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });

/** A length of time as a person lives it: "8 s", "3 min 10 s", "2 h 5 min". */
export function elapsedWords(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return words('frame.time.seconds', { seconds });
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return words('frame.time.minutes', { minutes, seconds: seconds % 60 });
  return words('frame.time.hours', { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}

/** How long a measurement took, exactly enough: "42 ms", "1.8 s", then as `elapsedWords`. */
export function tookWords(ms: number): string {
  if (ms < 1000) return words('frame.time.millis', { millis: Math.round(ms) });
  if (ms < 10_000) return words('frame.time.seconds', { seconds: Math.round(ms / 100) / 10 });
  return elapsedWords(ms);
}

/** A moment as a person lives it: "today 10:42", "yesterday 16:05", "Fri 28 Nov 09:00", with the year when it is another. */
export function whenWords(ms: number, nowMs: number): string {
  const at = new Date(ms);
  const now = new Date(nowMs);
  const time = clock.format(at);
  if (isSameDay(at, now)) return words('frame.time.today', { time });
  if (isSameDay(at, new Date(nowMs - 86_400_000))) return words('frame.time.yesterday', { time });
  return words('frame.time.day', { day: dayOf(at, now), time });
}

/** A day without its time: "today", "Fri 28 Nov". */
export function dayWords(ms: number, nowMs: number): string {
  const at = new Date(ms);
  const now = new Date(nowMs);
  return isSameDay(at, now) ? words('frame.time.justToday') : dayOf(at, now);
}

/** How long ago: "just now", "3 min ago", then the moment itself. */
export function agoWords(ms: number, nowMs: number): string {
  const minutes = Math.floor((nowMs - ms) / 60_000);
  if (minutes < 1) return words('frame.time.justNow');
  if (minutes < 60) return words('frame.time.minutesAgo', { minutes });
  return whenWords(ms, nowMs);
}

/** The same moment for the evidence, in UTC to the second. */
export function utcWords(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

function dayOf(at: Date, now: Date): string {
  return (at.getFullYear() === now.getFullYear() ? day : year).format(at).replace(',', '');
}

function isSameDay(one: Date, other: Date): boolean {
  return one.toDateString() === other.toDateString();
}
