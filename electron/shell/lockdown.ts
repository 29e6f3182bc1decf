import { app, type Session, type WebContents } from 'electron';
import { isOurAddress } from '../ipc/our-page.ts';
import type { CameraDoor } from './camera-door.ts';

/**
 * Puts every page under the OS sandbox whatever its own settings say. Call it before the app is ready. Electron cannot
 * start as root with it, and the call would undo the --no-sandbox that tests as root give; a packaged app ignores that.
 */
export function sandboxPages(): void {
  if (app.isPackaged || !app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
}

/**
 * Denies the page every permission and device, every download, and every request that is not for our own files.
 * Electron allows permissions by default. The one exception is the picture of a camera, without sound, for our own
 * page and only while the door says that a label is being scanned.
 */
export function lockSession(session: Session, camera: CameraDoor): void {
  session.setPermissionRequestHandler((_page, permission, answer, details) => {
    const kinds = 'mediaTypes' in details ? (details.mediaTypes ?? []) : [];
    const isPicture = permission === 'media' && kinds.length === 1 && kinds[0] === 'video';
    answer(isPicture && details.isMainFrame && camera.admits(details.requestingUrl));
  });
  session.setPermissionCheckHandler((_page, permission, _origin, details) => {
    const isPicture = permission === 'media' && details.mediaType === 'video';
    return isPicture && details.isMainFrame && camera.admits(details.securityOrigin ?? '');
  });
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event) => event.preventDefault());
  session.webRequest.onBeforeRequest((request, answer) => answer({ cancel: !mayRequest(request.url) }));
}

/** Refuses navigation, redirects, new windows and webviews in every page there will ever be. */
export function lockPages(): void {
  app.on('web-contents-created', (_event, page) => lockPage(page));
}

function lockPage(page: WebContents): void {
  page.setWindowOpenHandler(() => ({ action: 'deny' }));
  // UDP of WebRTC passes neither the policy nor the request filter.
  page.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
  page.on('will-attach-webview', (event) => event.preventDefault());
  page.on('will-redirect', (event) => event.preventDefault());
  page.on('will-frame-navigate', (event) => {
    // Reloading is the one way to go.
    if (!event.isMainFrame || !isOurPageItself(event.url)) event.preventDefault();
  });
}

function isOurPageItself(address: string): boolean {
  return isOurAddress(address) && new URL(address).pathname === '/';
}

/** Our own files, what the page made itself, and the developer tools (which a packaged app does not have). */
function mayRequest(address: string): boolean {
  if (isOurAddress(address)) return true;
  if (!URL.canParse(address)) return false;
  const { protocol } = new URL(address);
  return ['data:', 'blob:'].includes(protocol) || (protocol === 'devtools:' && !app.isPackaged);
}
