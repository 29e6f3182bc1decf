import { Link, useRouter } from '@tanstack/react-router';
import ChevronLeft from 'lucide-react/icons/chevron-left';
import { type ReactNode, type RefObject, useEffect, useRef } from 'react';
import { words } from '../../../shared/words/words.ts';
import type { PlainPath } from '../../ui/acts/destination-link.tsx';
import { cx } from '../../ui/cx.ts';
import styles from './frame.module.css';

export interface Back {
  readonly to: PlainPath;
  /** Name of the screen that it leads to. */
  readonly name: string;
}

/** One screen: its title, its column and the footer with the one primary act. */
export function Screen(props: {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly back?: Back;
  /** Acts of the footer, the primary one last. */
  readonly acts?: ReactNode;
  /** Takes the whole width, for what is read side by side. */
  readonly isWide?: boolean;
  readonly children: ReactNode;
}) {
  const { title, back } = props;
  const heading = useRef<HTMLHeadingElement>(null);
  useArrival(title, heading);
  return (
    <>
      <main className={styles.main} tabIndex={-1}>
        <div className={cx(styles.column, props.isWide && styles.wide)}>
          <div className={styles.head}>
            <h1 className={styles.title} ref={heading} tabIndex={-1}>
              {title}
            </h1>
            {props.lead === undefined ? null : <div className={styles.lead}>{props.lead}</div>}
          </div>
          {props.children}
        </div>
      </main>
      <footer className={cx(styles.footer, props.isWide && styles.wideFooter)} tabIndex={-1}>
        <div className={styles.side}>{back === undefined ? null : <BackLink back={back} />}</div>
        <div className={styles.acts}>{props.acts}</div>
      </footer>
    </>
  );
}

function BackLink({ back }: { readonly back: Back }) {
  const router = useRouter();
  useEffect(() => {
    const goBack = (event: KeyboardEvent) => {
      // A dialog or an open list that took the key has prevented its default.
      if (event.key !== 'Escape' || event.defaultPrevented || document.querySelector('[role=dialog]')) return;
      void router.navigate({ to: back.to });
    };
    window.addEventListener('keydown', goBack);
    return () => window.removeEventListener('keydown', goBack);
  }, [router, back.to]);
  return (
    <Link to={back.to} className={styles.back} aria-label={words('frame.backTo', { screen: back.name })}>
      <ChevronLeft aria-hidden="true" />
      {words('frame.back')}
    </Link>
  );
}

/** Names the window after the screen and puts the focus on its title, except on the first screen of all. */
function useArrival(title: string, heading: RefObject<HTMLHeadingElement | null>): void {
  const router = useRouter();
  useEffect(() => {
    document.title = `${title} · Rounds`;
  }, [title]);
  useEffect(() => {
    if (router.history.location.state.__TSR_index > 0) heading.current?.focus({ preventScroll: true });
  }, [router, heading]);
}
