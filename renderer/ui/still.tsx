import { Component, type PointerEvent, type ReactNode } from 'react';
import styles from './still.module.css';

/** Frames until cards that were only guessed at (`content-visibility`) have their own height. */
const settlingFrames = 3;

interface Anchor {
  readonly element: Element;
  readonly top: number;
  /** What had the focus then: when it goes elsewhere, the page was led there on purpose. */
  readonly focused: Element | null;
}

/**
 * Keeps what is under the pointer, or has the focus, where it is while things come and go above it: what moved is
 * scrolled back before it is seen. The browser's own anchoring does not do it at the top of the page. A class, since
 * only a class is told of the moment before the page changes.
 */
export class Still extends Component<{ readonly children: ReactNode }> {
  private pointed: Element | null = null;
  private root: HTMLElement | null = null;
  private next = 0;

  override getSnapshotBeforeUpdate(): Anchor | null {
    const { activeElement } = document;
    const isFocusHere =
      activeElement !== null && activeElement !== this.root && this.root?.contains(activeElement);
    const element = this.pointed ?? (isFocusHere ? activeElement : null);
    return element === null
      ? null
      : { element, top: element.getBoundingClientRect().top, focused: activeElement };
  }

  override componentDidUpdate(_props: unknown, _state: unknown, anchor: Anchor | null): void {
    if (anchor !== null) this.keep(anchor, settlingFrames);
  }

  override componentWillUnmount(): void {
    cancelAnimationFrame(this.next);
  }

  private keep(anchor: Anchor, frames: number): void {
    cancelAnimationFrame(this.next);
    if (!anchor.element.isConnected || document.activeElement !== anchor.focused) return;
    const moved = anchor.element.getBoundingClientRect().top - anchor.top;
    if (Math.abs(moved) >= 1) scrollerOf(anchor.element)?.scrollBy({ top: moved, behavior: 'instant' });
    if (frames > 0) this.next = requestAnimationFrame(() => this.keep(anchor, frames - 1));
  }

  override render(): ReactNode {
    return (
      <div
        className={styles.still}
        ref={(root) => {
          this.root = root;
        }}
        onPointerMove={this.point}
        onPointerLeave={this.leave}
        onWheel={this.letGo}
      >
        {this.props.children}
      </div>
    );
  }

  private readonly point = ({ target, pointerType }: PointerEvent) => {
    // A finger points only while it touches.
    this.pointed = pointerType === 'mouse' && target instanceof Element ? target : null;
  };
  /** Who scrolls wants it to move. */
  private readonly letGo = () => cancelAnimationFrame(this.next);
  private readonly leave = () => {
    this.pointed = null;
  };
}

function scrollerOf(element: Element): Element | null {
  for (let at = element.parentElement; at !== null; at = at.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(at).overflowY)) return at;
  }
  return document.scrollingElement;
}
