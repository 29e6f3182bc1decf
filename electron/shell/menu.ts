import { Menu } from 'electron';

/** No menu: the app draws its own. macOS has no copy, paste or quit keys without one, so it gets the smallest. Call it before the app is ready. */
export function setMenu(): void {
  const isMac = process.platform === 'darwin';
  const smallest = () =>
    Menu.buildFromTemplate([{ role: 'appMenu' }, { role: 'editMenu' }, { role: 'windowMenu' }]);
  Menu.setApplicationMenu(isMac ? smallest() : null);
}
