import { useEffect, useState } from 'react';

/** The laptop's time, told again every `everyMs`; every second where seconds are counted, every half minute where ages are. */
export function useNow(everyMs = 30_000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
