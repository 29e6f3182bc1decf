import { BrowserWindow, nativeTheme, screen } from 'electron';
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
  // A load that another replaces rejects; what matters is shown by the page or by did-fail-load.
  window.loadURL(pageAddress).catch(() => {});
  return window;
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
