import type { Input, WebContents } from 'electron';

/** Ctrl or Command with these keys changes the zoom level by so much; 0 goes back to 100 %. A level is a factor of 1.2. */
const zoomSteps: Readonly<Record<string, number>> = { '+': 1, '=': 1, '-': -1, '0': 0 };
/** 48 % to 250 %. */
const zoomRange = { smallest: -4, largest: 5 } as const;

/** Gives the page the keys that an application menu would give: zoom, and outside a packaged app the developer tools. */
export function addWindowKeys(page: WebContents, hasDevTools: boolean): void {
  page.on('before-input-event', (event, input) => {
    if (input.type !== 'keyDown' || !hasCommand(input)) return;
    const step = zoomSteps[input.key];
    if (step !== undefined) {
      const wanted = step === 0 ? 0 : page.getZoomLevel() + step;
      page.setZoomLevel(Math.min(Math.max(wanted, zoomRange.smallest), zoomRange.largest));
      event.preventDefault();
    } else if (hasDevTools && input.shift && input.key.toLowerCase() === 'i') {
      page.toggleDevTools();
      event.preventDefault();
    }
  });
}

function hasCommand(input: Input): boolean {
  return process.platform === 'darwin' ? input.meta : input.control;
}
