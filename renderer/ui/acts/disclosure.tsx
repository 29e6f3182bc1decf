import ChevronRight from 'lucide-react/icons/chevron-right';
import type { ReactNode } from 'react';
import { Button } from 'react-aria-components/Button';
import { Disclosure as AriaDisclosure, DisclosurePanel } from 'react-aria-components/Disclosure';
import styles from './disclosure.module.css';

/** Something folded under one line. Its content is made when it is opened, not before. */
export function Disclosure(props: {
  readonly title: ReactNode;
  readonly children: ReactNode;
  readonly isOpenAtFirst?: boolean;
  /** The whole name where the visible title does not tell the object. */
  readonly label?: string;
}) {
  return (
    <AriaDisclosure className={styles.disclosure ?? ''} defaultExpanded={props.isOpenAtFirst ?? false}>
      {({ isExpanded }) => (
        <>
          <Button
            slot="trigger"
            className={styles.trigger ?? ''}
            {...(props.label === undefined ? {} : { 'aria-label': props.label })}
          >
            <ChevronRight className={styles.chevron} aria-hidden="true" />
            <span className={styles.title}>{props.title}</span>
          </Button>
          <DisclosurePanel className={styles.panel ?? ''}>
            {isExpanded ? <div className={styles.content}>{props.children}</div> : null}
          </DisclosurePanel>
        </>
      )}
    </AriaDisclosure>
  );
}
