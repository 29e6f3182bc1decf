import { useEffect, useRef } from 'react';
import type { SerialPortView } from '../../shared/domain/serial/serial-port.ts';
import { words } from '../../shared/words/words.ts';
import { useAnnounce } from '../ui/state/live-region.tsx';

/** Tells a screen reader what matters of a console, once each: how the port stands, the stage, the halt, the fingerprint. Never its lines. */
export function useReadingSaid(port: SerialPortView | null): void {
  const say = useAnnounce();
  const told = useRef<SerialPortView | null>(null);
  useEffect(() => {
    const before = told.current;
    told.current = port;
    // What was so when the console was opened is on the screen and is not news.
    if (port === null || before === null || before.path !== port.path) return;
    for (const text of newsOf(before, port)) say(text);
  }, [say, port]);
}

function newsOf(before: SerialPortView, now: SerialPortView): readonly string[] {
  const { path, reading } = now;
  const news: string[] = [];
  if (now.state !== before.state)
    news.push(words('serial.said.state', { path, state: words(`serial.state.${now.state}`) }));
  if (reading.fingerprint !== null && reading.fingerprint !== before.reading.fingerprint)
    news.push(words('serial.said.fingerprint', { path }));
  if (reading.stage !== null && reading.stage !== before.reading.stage)
    news.push(words('serial.said.stage', { path, stage: reading.stage }));
  if (reading.isHalted && !before.reading.isHalted) news.push(words('serial.said.halted', { path }));
  // One region says one thing at a time.
  return news.length === 0 ? [] : [news.join(' ')];
}
