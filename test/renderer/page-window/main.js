// A bare Electron window on the page double, served as the app serves its page: own scheme, same policy, sandbox.
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { app, BrowserWindow, protocol } from 'electron';

const folder = process.env.PAGE_DOUBLE_FOLDER;
const policy = process.env.PAGE_DOUBLE_POLICY;
const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.woff2': 'font/woff2' };

protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true } }]);
app.whenReady().then(() => {
  protocol.handle('app', async ({ url }) => {
    const { pathname } = new URL(url);
    const name = pathname === '/' ? 'index.html' : pathname.slice(1);
    const body = await readFile(join(folder, name));
    const type = types[extname(name)] ?? 'application/octet-stream';
    return new Response(body, { headers: { 'Content-Type': type, 'Content-Security-Policy': policy } });
  });
  const window = new BrowserWindow({ width: 1366, height: 768, webPreferences: { sandbox: true } });
  return window.loadURL('app://rounds/?scene=slow');
});
app.on('window-all-closed', () => app.quit());
