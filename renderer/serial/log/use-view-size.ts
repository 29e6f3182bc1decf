import { type RefObject, useLayoutEffect, useState } from 'react';

/** Characters in the probe whose width is measured. */
export const probeText = '0'.repeat(40);

/** How high the view is in px, and how many characters fit beside the margin of `marginCharacters`. */
export function useViewSize(
  scroller: RefObject<HTMLElement | null>,
  probe: RefObject<HTMLElement | null>,
  marginCharacters: number,
): { readonly heightPx: number; readonly columns: number } {
  const [size, setSize] = useState({ heightPx: 0, widthPx: 0, characterPx: 8 });
  useLayoutEffect(() => {
    const [view, sample] = [scroller.current, probe.current];
    if (view === null || sample === null) return;
    const measure = () =>
      setSize({
        heightPx: view.clientHeight,
        widthPx: view.clientWidth,
        characterPx: sample.getBoundingClientRect().width / probeText.length || 8,
      });
    // The probe too: it changes its width when the font arrives.
    const observer = new ResizeObserver(measure);
    observer.observe(view);
    observer.observe(sample);
    measure();
    return () => observer.disconnect();
  }, [scroller, probe]);
  const columns = Math.floor(size.widthPx / size.characterPx) - marginCharacters;
  return { heightPx: size.heightPx, columns: Math.max(20, columns) };
}
