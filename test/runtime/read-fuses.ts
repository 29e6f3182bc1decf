import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { FuseState, FuseV1Options, FuseVersion, getCurrentFuseWire } from '@electron/fuses';
import { projectFolder } from './runtime-cache.ts';

export type FuseName = keyof typeof FuseV1Options;

/** What each of the nine fuses of a packed Rounds must be. Electron's own documentation of each: docs/tutorial/fuses.md. */
export const wantedFuses: Readonly<Record<FuseName, boolean>> = {
  /** Our signed program must not be a general Node. */
  RunAsNode: false,
  EnableCookieEncryption: true,
  /** NODE_OPTIONS could load foreign code. */
  EnableNodeOptionsEnvironmentVariable: false,
  /** --inspect would open the main process to anyone on the machine. */
  EnableNodeCliInspectArguments: false,
  EnableEmbeddedAsarIntegrityValidation: true,
  /** Without it a folder beside the archive would be loaded instead of the checked archive. */
  OnlyLoadAppFromAsar: true,
  LoadBrowserProcessSpecificV8Snapshot: false,
  GrantFileProtocolExtraPrivileges: false,
  WasmTrapHandlers: true,
};

export interface FuseReading {
  readonly name: FuseName;
  readonly isOn: boolean | null;
  readonly isWanted: boolean;
  readonly isRight: boolean;
}
/** Came after the floor (Electron 33) and is on unless switched off: where it is absent it is right. */
const youngFuse: FuseName = 'WasmTrapHandlers';

/** Reads the nine fuses back from a packed executable (or .app). `isOn` is null for a fuse that this Electron does not have. */
export async function readFuses(path: string): Promise<readonly FuseReading[]> {
  const wire = await getCurrentFuseWire(path);
  if (wire.version !== FuseVersion.V1) throw new Error(`${path} has fuses of an unknown version`);
  const names = Object.keys(wantedFuses).filter((name): name is FuseName => name in FuseV1Options);
  return names.map((name) => {
    const state = wire[FuseV1Options[name]];
    const isKnown = state === FuseState.ENABLE || state === FuseState.DISABLE;
    const isOn = isKnown ? state === FuseState.ENABLE : null;
    const isWanted = wantedFuses[name];
    const isRight = isOn === isWanted || (isOn === null && name === youngFuse);
    return { name, isOn, isWanted, isRight };
  });
}

/** The executables that electron-builder left in dist/. */
export function packedExecutables(): readonly string[] {
  const patterns = ['dist/linux*unpacked/rounds', 'dist/win*unpacked/Rounds.exe', 'dist/mac*/Rounds.app'];
  return globSync(patterns, { cwd: projectFolder }).map((path) => join(projectFolder, path));
}

if (import.meta.main) {
  const named = process.argv.slice(2);
  const paths = named.length > 0 ? named : packedExecutables();
  if (paths.length === 0 || !paths.every((path) => existsSync(path))) {
    throw new Error('nothing packed here: run electron-builder first, or name an executable');
  }
  for (const path of paths) {
    console.log(path);
    for (const { name, isOn, isWanted, isRight } of await readFuses(path)) {
      const found = isOn === null ? 'absent' : isOn ? 'on' : 'off';
      console.log(`  ${isRight ? 'ok   ' : 'WRONG'} ${name}: ${found}, wanted ${isWanted ? 'on' : 'off'}`);
      if (!isRight) process.exitCode = 1;
    }
  }
}
