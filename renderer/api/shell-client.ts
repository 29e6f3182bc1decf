import type { RoundsBridge, ShellClient } from '../../shared/contract/shell-contract.ts';

/** The desktop's own calls (dialogs, folders, theme) over the bridge's shell door; types from the shell's contract. */
export function createShellClient(door: RoundsBridge['shell']): ShellClient {
  // Each answer has the type that the shell's contract gives to the name; main parses what it is asked.
  const call =
    <T>(name: string) =>
    (input: unknown) =>
      door.ask(name, input) as Promise<T>;
  return {
    chooseFile: call('chooseFile'),
    chooseSave: call('chooseSave'),
    showInFolder: call('showInFolder'),
    openLink: call('openLink'),
    setTheme: call('setTheme'),
    about: call('about'),
    setScanning: call('setScanning'),
    restartEngine: call('restartEngine'),
    on: (name, listener) => door.on(name, listener as (payload: unknown) => void),
  };
}
