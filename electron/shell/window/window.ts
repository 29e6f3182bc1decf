import { BrowserWindow, nativeTheme, screen, type WebContents } from 'electron';
import { isOurAddress } from '../../ipc/our-page.ts';
import { pageAddress } from '../app-scheme.ts';
import { addWindowKeys } from './window-keys.ts';
import { type keepWindowState, openingBounds, smallestContent, type WindowState } from './window-state.ts';

/** The ground colour of each theme in renderer/ui/tokens.css, so that the window does not flash before the page paints. */
const ground = { light: '#FBFBFA', dark: '#111413' } as const;

export interface WindowOptions {
  readonly preloadPath: string;
  readonly state: WindowState;
  readonly keeper: ReturnType<typeof keepWindowState>;
  readonly hasDevTools: boolean;
}

/** Makes the one window, hidden until it has painted, and starts loading the page. */
export function openWindow(options: WindowOptions): BrowserWindow {
  nativeTheme.themeSource = options.state.theme;
  const workAreas = screen.getAllDisplays().map(({ workArea }) => workArea);
  const window = new BrowserWindow({
    ...openingBounds(options.state.bounds, workAreas),
    useContentSize: true,
    minWidth: smallestContent.width,
    minHeight: smallestContent.height,
    show: false,
    title: 'Rounds',
    backgroundColor: groundColour(),
    webPreferences: {
      preload: options.preloadPath,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      // Its dictionaries would come from the internet.
      spellcheck: false,
      devTools: options.hasDevTools,
    },
  });
  if (options.state.isMaximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  addWindowKeys(window.webContents, options.hasDevTools);
  keepState(window, options.keeper);
  const load = () => {
    // Expected: a load that another one replaces.
    window.loadURL(pageAddress).catch(() => {});
  };
  bringPageBack(window.webContents, load);
  load();
  return window;
}

/** Empty documents and addresses that Chromium itself finds wrong need no request, so lockdown.ts is not asked about them. */
function bringPageBack(page: WebContents, load: () => void): void {
  page.on('did-navigate', (_event, address) => {
    if (address.startsWith('about:')) load();
  });
  page.on('did-fail-load', (_event, ...[, , address, isMainFrame]) => {
    if (isMainFrame && !isOurAddress(address)) load();
  });
}

/** The window's background for the theme in force. */
export function groundColour(): string {
  return nativeTheme.shouldUseDarkColors ? ground.dark : ground.light;
}

function keepState(window: BrowserWindow, keeper: WindowOptions['keeper']): void {
  const keep = () => {
    const isMaximized = window.isMaximized();
    const isOrdinary = !isMaximized && !window.isMinimized() && !window.isFullScreen();
    keeper.update(isOrdinary ? { isMaximized, bounds: window.getContentBounds() } : { isMaximized });
  };
  for (const event of ['resized', 'moved', 'maximize', 'unmaximize', 'close'] as const) {
    // One overload of `on` per event: a union of names needs the loosest.
    window.on(event as 'close', keep);
  }
}
