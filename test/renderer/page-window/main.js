// A bare Electron window on the page double, served as the app serves its page: own scheme, same policies, sandbox.
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { app, BrowserWindow, protocol, session } from 'electron';

const folder = process.env.PAGE_DOUBLE_FOLDER;
const policy = process.env.PAGE_DOUBLE_POLICY;
const workerPolicy = process.env.PAGE_DOUBLE_WORKER_POLICY;
const types = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

protocol.registerSchemesAsPrivileged([
  { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
]);
app.whenReady().then(() => {
  protocol.handle('app', async ({ url }) => {
    const { pathname } = new URL(url);
    const name = pathname === '/' ? 'index.html' : pathname.slice(1);
    const body = await readFile(join(folder, name));
    const type = types[extname(name)] ?? 'application/octet-stream';
    const own = name.includes('/scan-worker-') ? workerPolicy : policy;
    return new Response(body, { headers: { 'Content-Type': type, 'Content-Security-Policy': own } });
  });
  session.defaultSession.setPermissionRequestHandler((_page, permission, answer, { mediaTypes }) =>
    answer(permission === 'media' && mediaTypes?.join() === 'video'),
  );
  const window = new BrowserWindow({ width: 1366, height: 768, webPreferences: { sandbox: true } });
  return window.loadURL('app://rounds/?scene=slow');
});
app.on('window-all-closed', () => app.quit());
