import { realpath } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { app, type BrowserWindow, dialog, nativeTheme, shell } from 'electron';
import { type About, links, type ShellHandlers, type Theme } from '../../shared/contract/shell-contract.ts';
import type { CameraDoor } from './camera-door.ts';

export interface ShellServices {
  readonly window: BrowserWindow;
  readonly dataDir: string;
  readonly demo: boolean;
  readonly keystoreState: () => Promise<About['keystore']>;
  readonly keepTheme: (theme: Theme) => void;
  readonly restartEngine: () => void;
  readonly camera: CameraDoor;
}

/** Makes what answers the page's asks of the shell. */
export function shellHandlers(services: ShellServices): ShellHandlers {
  /** Paths that a dialog gave to the page: the person chose them, so they may be shown. */
  const handedOut = new Set<string>();
  const handOut = (path: string | undefined): string | null => {
    if (path === undefined || path === '') return null;
    handedOut.add(path);
    return path;
  };
  return {
    chooseFile: async ({ purpose }) => {
      const { filePaths } = await dialog.showOpenDialog(services.window, {
        properties: ['openFile'],
        filters: [fileFilters[purpose]],
      });
      return handOut(filePaths[0]);
    },
    chooseSave: async ({ suggestedName }) => {
      const defaultPath = join(app.getPath('documents'), suggestedName);
      const { filePath } = await dialog.showSaveDialog(services.window, { defaultPath });
      return handOut(filePath);
    },
    showInFolder: async ({ path }) => {
      if (!handedOut.has(path) && !(await isInside(services.dataDir, path))) {
        throw new Error('refused: this path was not given out by the shell');
      }
      shell.showItemInFolder(path);
    },
    openLink: ({ name }) => shell.openExternal(links[name]),
    setTheme: ({ theme }) => {
      nativeTheme.themeSource = theme;
      services.keepTheme(theme);
    },
    about: async () => ({
      appVersion: app.getVersion(),
      electronVersion: process.versions.electron ?? '',
      demo: services.demo,
      dataDir: services.dataDir,
      keystore: await services.keystoreState(),
    }),
    setScanning: async ({ isScanning }) => {
      if (isScanning) await services.camera.open();
      else services.camera.close();
    },
    restartEngine: () => services.restartEngine(),
  };
}

const fileFilters = {
  enrolment: { name: 'Enrolment', extensions: ['json'] },
  pack: { name: 'Site pack', extensions: ['pack', 'json'] },
};

async function isInside(folder: string, path: string): Promise<boolean> {
  try {
    const way = relative(await realpath(folder), await realpath(path));
    return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !way.includes(':');
  } catch {
    // Expected: a path that is not there.
    return false;
  }
}
