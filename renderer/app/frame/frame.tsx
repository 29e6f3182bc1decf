import { Outlet } from '@tanstack/react-router';
import { lazy, Suspense, useContext, useState } from 'react';
import { words } from '../../../shared/words/words.ts';
import { AnnouncerContext, LiveRegion } from '../../ui/state/live-region.tsx';
import { Banners } from './banners.tsx';
import styles from './frame.module.css';
import { Header } from './header.tsx';
import { Rail } from './rail.tsx';
import { useAnnouncements } from './use-announcements.ts';
import { useFrameKeys } from './use-frame-keys.ts';

const Palette = lazy(async () => ({ default: (await import('../palette/palette.tsx')).Palette }));

/** What never moves: header, rail and, by each screen, the footer. Needs no answer of the engine to be drawn. */
export function Frame() {
  const announcer = useContext(AnnouncerContext);
  const [isPaletteOpen, setIsPaletteOpen] = useState(false);
  useFrameKeys({ openPalette: () => setIsPaletteOpen(true) });
  useAnnouncements(announcer);
  const skip = () => document.querySelector<HTMLElement>('main')?.focus();
  return (
    <div className={styles.frame}>
      <button type="button" className={styles.skip} onClick={skip}>
        {words('frame.skip')}
      </button>
      <div className={styles.banners}>
        <Banners />
      </div>
      <Header openPalette={() => setIsPaletteOpen(true)} />
      <Rail />
      <Outlet />
      <LiveRegion announcer={announcer} />
      <Suspense>{isPaletteOpen ? <Palette onClose={() => setIsPaletteOpen(false)} /> : null}</Suspense>
    </div>
  );
}
