import { useEffect } from 'react';

/** The regions that F6 goes through, in the order of the page. */
const regions = 'header, nav, main, footer';

/** Ctrl or Cmd+K opens the palette; F6 and Shift+F6 move between the regions. */
export function useFrameKeys({ openPalette }: { readonly openPalette: () => void }): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') openPalette();
      else if (event.key === 'F6') moveRegion(event.shiftKey ? -1 : 1);
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [openPalette]);
}

function moveRegion(by: 1 | -1): void {
  const all = [...document.querySelectorAll<HTMLElement>(regions)];
  const at = all.findIndex((region) => region.contains(document.activeElement));
  const next = all.at((at + by + all.length) % all.length);
  if (next === undefined) return;
  const first = next.tagName === 'MAIN' ? next : next.querySelector<HTMLElement>('a[href], button');
  (first ?? next).focus();
}
