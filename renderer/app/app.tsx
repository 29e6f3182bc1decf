import { useQuery } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { engineQueries, settingsQueries } from '../api/queries.ts';
import { AnnouncerContext, createAnnouncer } from '../ui/state/live-region.tsx';
import { DraftsProvider } from './drafts.tsx';
import { Refused } from './refused.tsx';
import { router } from './routes.tsx';

/** The whole page: the frame with its screens, or the one reason why the engine refuses to open. */
export function App() {
  const [announcer] = useState(createAnnouncer);
  const { data: status } = useQuery(engineQueries.status());
  const isRefused = status?.state === 'refused' && status.failure !== null;
  useTheme(!isRefused);
  return (
    <AnnouncerContext value={announcer}>
      <DraftsProvider>
        {isRefused && status.failure !== null ? (
          <Refused failure={status.failure} version={status.appVersion} />
        ) : (
          <RouterProvider router={router} />
        )}
      </DraftsProvider>
    </AnnouncerContext>
  );
}

/** Pins the theme that the person chose; `system` leaves it to the desktop. */
function useTheme(isAsked: boolean): void {
  const { data: settings } = useQuery({ ...settingsQueries.read(), enabled: isAsked });
  const theme = settings?.theme ?? 'system';
  useEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  }, [theme]);
}
