import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { words } from '../../../shared/words/words.ts';
import { provisioningQueries } from '../../api/queries.ts';
import { useJobs } from '../../api/services.tsx';
import type { Announcer } from '../../ui/state/live-region.tsx';

/** Tells a screen reader each stage of long work once, from every screen; percentages are never read out. */
export function useAnnouncements(announcer: Announcer): void {
  const jobs = useJobs();
  const { data: flows } = useQuery(provisioningQueries.list());
  const told = useRef(new Map<string, string>());
  useEffect(() => {
    const tell = (id: string, stage: string, text: string) => {
      if (told.current.get(id) === stage) return;
      const isFirst = !told.current.has(id);
      told.current.set(id, stage);
      // What was already so when the page opened is on the screen and is not news.
      if (!isFirst) announcer.say(text);
    };
    for (const { nodeId, at, label } of flows ?? []) {
      tell(nodeId, at, words('frame.said.step', { label, step: at }));
    }
    for (const { id, name, state } of jobs) {
      tell(id, state, words('frame.said.job', { name, state }));
    }
  }, [announcer, flows, jobs]);
}
