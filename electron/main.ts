/** The shell: puts the window, the engine's process and what connects them together. Rules live elsewhere. */
import { join } from 'node:path';
import {
  app,
  type BrowserWindow,
  nativeTheme,
  powerMonitor,
  safeStorage,
  session,
  systemPreferences,
} from 'electron';
import type { PowerEvent, StorageKey } from './ipc/engine-messages.ts';
import { linkPage } from './ipc/page-link.ts';
import { serveShell, tellPage } from './ipc/serve-shell.ts';
import { registerAppScheme, serveApp } from './shell/app-scheme.ts';
import { createCameraDoor } from './shell/camera-door.ts';
import { forkEngineFrom } from './shell/engine/engine-process.ts';
import {
  type EngineState,
  type EngineSupervisor,
  superviseEngine,
} from './shell/engine/engine-supervisor.ts';
import { openKeystore } from './shell/keystore.ts';
import { parseLaunchOptions } from './shell/launch-options.ts';
import { lockPages, lockSession, sandboxPages } from './shell/lockdown.ts';
import { setMenu } from './shell/menu.ts';
import { stopOnBugs } from './shell/stop-on-bugs.ts';
import { reloadAfterCrash } from './shell/window/page-crash.ts';
import { groundColour, openWindow } from './shell/window/window.ts';
import { keepWindowState, readWindowState } from './shell/window/window-state.ts';

stopOnBugs();
const options = parseLaunchOptions(process.argv, process.env, app.isPackaged);
sandboxPages();
registerAppScheme();
lockPages();
setMenu();

// Chromium's own files lie apart from ours, and the demo's apart from the real ones.
const ordinaryFolder = app.getPath('userData');
const baseFolder = options.demo ? `${ordinaryFolder} Demo` : ordinaryFolder;
const dataDir = options.dataDir ?? join(baseFolder, 'data');
app.setPath('userData', options.dataDir === null ? baseFolder : join(options.dataDir, 'window'));

const statePath = join(app.getPath('userData'), 'window-state.json');
const outFolder = join(app.getAppPath(), 'out');

if (app.requestSingleInstanceLock()) {
  // Not awaited: Electron becomes ready only when this module is done.
  void app.whenReady().then(start);
} else {
  app.quit();
}

function start(): void {
  const camera = createCameraDoor({ askSystem: askForCamera, now: () => performance.now() });
  lockSession(session.defaultSession, camera);
  serveApp(session.defaultSession, join(outFolder, 'renderer'));
  const state = readWindowState(statePath);
  const keeper = keepWindowState(statePath, state);
  let key: Promise<StorageKey> | null = null;
  const readKey = () => {
    key = openKeystore({
      dataDir,
      demo: options.demo,
      appName: app.getName(),
      platform: process.platform,
      safeStorage,
    });
    return key;
  };
  // The engine's process is forked first: making a window holds this one for some 60 ms.
  const engine = startEngine(readKey, (engineState) => link.engineIs(engineState));
  const preloadPath = join(outFolder, 'preload/preload.cjs');
  const window = openWindow({ preloadPath, state, keeper, hasDevTools: !app.isPackaged });
  const link = linkPage(window.webContents, (port) => engine.send({ type: 'page' }, [port]));

  serveShell(window.webContents, async () => {
    const { shellHandlers } = await import('./shell/shell-handlers.ts');
    return shellHandlers({
      window,
      dataDir,
      demo: options.demo,
      keystoreState: async () => {
        const read = await (key ?? readKey());
        return read.state === 'unlocked' ? read.keystore : 'refused';
      },
      keepTheme: (theme) => keeper.update({ theme }),
      restartEngine: engine.restart,
      camera,
    });
  });
  window.webContents.on('did-navigate', camera.close);
  reloadAfterCrash(window.webContents);
  followTheme(window);
  followPower(engine);
  app.on('second-instance', () => {
    if (window.isMinimized()) window.restore();
    window.focus();
  });
  app.on('window-all-closed', () => app.quit());
  quitGracefully(async () => {
    await Promise.all([engine.stop(), keeper.flush()]);
  });
}

function startEngine(
  readKey: () => Promise<StorageKey>,
  onState: (state: EngineState) => void,
): EngineSupervisor {
  const { demo, enrolmentFile, interfaces, serialPorts, sqliteBinding, mdnsPort } = options;
  const appVersion = app.getVersion();
  return superviseEngine({
    fork: forkEngineFrom(join(outFolder, 'main/engine.js'), !app.isPackaged),
    start: async () => ({
      ...{ dataDir, appVersion, demo, enrolmentFile, interfaces, serialPorts, sqliteBinding },
      ...(mdnsPort !== null && { mdnsPort }),
      key: await readKey(),
    }),
    now: () => performance.now(),
    after: (delayMs, then) => {
      const timer = setTimeout(then, delayMs);
      return () => clearTimeout(timer);
    },
    onState,
  });
}

/** macOS asks the person once by itself; elsewhere nothing stands between the page and the camera but us. */
async function askForCamera(): Promise<void> {
  if (process.platform === 'darwin') await systemPreferences.askForMediaAccess('camera');
}

function followTheme(window: BrowserWindow): void {
  nativeTheme.on('updated', () => {
    if (window.isDestroyed()) return;
    window.setBackgroundColor(groundColour());
    tellPage(window.webContents, 'themeChanged', { dark: nativeTheme.shouldUseDarkColors });
  });
}

function followPower(engine: EngineSupervisor): void {
  const tell = (event: PowerEvent) => () => engine.send({ type: 'power', event });
  powerMonitor.on('suspend', tell('suspend'));
  powerMonitor.on('resume', tell('resume'));
  powerMonitor.on('lock-screen', tell('lock-screen'));
  powerMonitor.on('unlock-screen', tell('unlock-screen'));
}

/** Quits once what must be finished is; `exit` and not `quit`, which under a signal may find itself quitting already. */
function quitGracefully(finish: () => Promise<void>): void {
  app.once('will-quit', (event) => {
    event.preventDefault();
    void finish().finally(() => app.exit());
  });
}
