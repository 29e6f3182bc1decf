import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading } from 'react-aria-components/Dialog';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import styles from './dialog.module.css';

/** A dialog at most 440 px high. Escape closes it; the focus goes back to where it was. */
export function Dialog(props: {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** Leaves the title to screen readers, for a dialog whose first field says it. */
  readonly isTitleHidden?: boolean;
}) {
  return (
    <ModalOverlay
      className={styles.overlay ?? ''}
      isOpen={props.isOpen}
      onOpenChange={(isOpen) => (isOpen ? undefined : props.onClose())}
      isDismissable
    >
      <Modal className={styles.modal ?? ''}>
        <AriaDialog
          className={styles.dialog ?? ''}
          {...(props.isTitleHidden ? { 'aria-label': props.title } : {})}
        >
          {props.isTitleHidden ? null : (
            <Heading slot="title" className={styles.title ?? ''}>
              {props.title}
            </Heading>
          )}
          {props.children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
