import { protocol, type Session } from 'electron';
import { serveFile } from './serve-files.ts';

/** Where the page lives. A scheme of our own has an origin and a policy; file:// has neither. */
export const pageAddress = 'app://rounds/';

/** Makes `app:` an ordinary secure scheme. Call it before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: 'app',
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ]);
}

/** Serves the bundled page in `folder` to this session. */
export function serveApp(session: Session, folder: string): void {
  session.protocol.handle('app', (request) => serveFile(folder, request));
}
