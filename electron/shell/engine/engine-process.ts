import { type UtilityProcess, utilityProcess } from 'electron';
import type { FromEngine } from '../../ipc/engine-messages.ts';
import type { EngineChild, ForkEngine } from './engine-supervisor.ts';

/** Gives the function that starts the engine's bundle in a utility process named `rounds-engine`. */
export function forkEngineFrom(entryPath: string, showOutput: boolean): ForkEngine {
  return (told): EngineChild => {
    const child: UtilityProcess = utilityProcess.fork(entryPath, [], {
      serviceName: 'rounds-engine',
      stdio: showOutput ? 'inherit' : 'ignore',
    });
    child.on('message', (message: FromEngine) => told.message(message));
    child.once('exit', () => told.died());
    return {
      post: (message, ports) => child.postMessage(message, ports === undefined ? [] : [...ports]),
      kill: () => void child.kill(),
    };
  };
}
