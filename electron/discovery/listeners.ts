import type { JobRun } from '../../shared/contract/define.ts';
import type { CurrentSite } from '../ports.ts';
import type { ChangeNews } from './change-news.ts';
import type { Listening } from './listening.ts';
import type { NodeShelf } from './node-shelf.ts';

/** Who wants to listen: the engine by itself, until a person stops it; then only while a person does. */
export interface Listeners {
  /** For the engine. */
  start(): void;
  /** For a person, until the job is cancelled; then Rounds is quiet until someone listens again. Throws as `require`. */
  listen(run: JobRun<{ readonly heard: number; readonly nodes: number }>): Promise<null>;
}
export interface ListenerPorts {
  readonly site: CurrentSite;
  readonly shelf: NodeShelf;
  readonly news: ChangeNews;
  readonly listening: Listening;
}

export function createListeners({ site, shelf, news, listening }: ListenerPorts): Listeners {
  let people = 0;
  let isStoppedByPerson = false;
  const join = (): void => {
    people++;
    isStoppedByPerson = false;
    listening.start();
  };
  const leave = async (): Promise<void> => {
    if (--people > 0) return;
    isStoppedByPerson = true;
    await listening.pause();
    // Somebody may have come meanwhile.
    if (people > 0) listening.start();
    news.changed();
  };
  return {
    start: () => {
      if (!isStoppedByPerson) listening.start();
    },
    listen: async (run) => {
      site.require();
      join();
      const report = (): void => run.report({ heard: listening.heard, nodes: shelf.placed().length });
      const endReports = news.onTold(report);
      report();
      await new Promise<void>((resolve) => {
        if (run.signal.aborted) resolve();
        else run.signal.addEventListener('abort', () => resolve(), { once: true });
      });
      endReports();
      await leave();
      return null;
    },
  };
}
