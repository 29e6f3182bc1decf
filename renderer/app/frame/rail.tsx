import { Link, useLocation } from '@tanstack/react-router';
import type { LucideIcon } from 'lucide-react';
import ClipboardList from 'lucide-react/icons/clipboard-list';
import Package from 'lucide-react/icons/package';
import ScrollText from 'lucide-react/icons/scroll-text';
import Server from 'lucide-react/icons/server';
import Settings from 'lucide-react/icons/settings-2';
import Terminal from 'lucide-react/icons/square-terminal';
import Stethoscope from 'lucide-react/icons/stethoscope';
import type { MessageKey } from '../../../shared/words/catalogue.ts';
import { words } from '../../../shared/words/words.ts';
import type { PlainPath } from '../../ui/acts/destination-link.tsx';
import { cx } from '../../ui/cx.ts';
import styles from './rail.module.css';

const places: readonly { readonly to: PlainPath; readonly key: MessageKey; readonly icon: LucideIcon }[] = [
  { to: '/', key: 'frame.rail.visit', icon: ClipboardList },
  { to: '/nodes', key: 'frame.rail.nodes', icon: Server },
  { to: '/checks', key: 'frame.rail.checks', icon: Stethoscope },
  { to: '/serial', key: 'frame.rail.serial', icon: Terminal },
  { to: '/bundle', key: 'frame.rail.bundle', icon: Package },
  { to: '/ledger', key: 'frame.rail.ledger', icon: ScrollText },
  { to: '/setup', key: 'frame.rail.setup', icon: Settings },
];

/** The places of the product. Icons carry their word even where the rail is narrow: nothing hides behind a hover. */
export function Rail() {
  const { pathname } = useLocation();
  return (
    <nav className={styles.rail} aria-label={words('frame.rail.name')} tabIndex={-1}>
      <ul className={styles.places}>
        {places.map(({ to, key, icon: Icon }) => (
          <li key={key}>
            <Link
              to={to}
              className={cx(styles.place, isWithin(to, pathname) && styles.here)}
              activeOptions={{ exact: to === '/', includeSearch: false }}
            >
              <Icon aria-hidden="true" />
              <span>{words(key)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** Whether a screen belongs to a place: readiness and the hand-over are parts of the visit. */
function isWithin(place: PlainPath, pathname: string): boolean {
  if (place === '/') return ['/', '/ready', '/handover'].includes(pathname);
  return pathname === place || pathname.startsWith(`${place}/`);
}
