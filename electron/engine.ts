/** Entry point of the engine's process: composition only. Plain Node; it never imports Electron. */
import { createEngine, type Engine } from './create-engine.ts';
import type { FromEngine, ToEngine } from './ipc/engine-messages.ts';
import type { PagePort } from './ipc/serve-contract.ts';

/** The two Electron objects that a utility process is born with, as far as they are used here. */
interface TransferredPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void;
  on(event: 'close', listener: () => void): void;
  start(): void;
}
interface ParentPort {
  postMessage(message: FromEngine): void;
  on(
    event: 'message',
    listener: (event: { readonly data: ToEngine; readonly ports: readonly TransferredPort[] }) => void,
  ): void;
}

const parent = (process as NodeJS.Process & { readonly parentPort: ParentPort }).parentPort;
let engine: Engine | null = null;
const early: TransferredPort[] = [];

// Since Electron 37 an unhandled rejection only warns here; a broken engine must end and be started again.
process.on('unhandledRejection', (reason) => {
  engine?.log.bug('unhandled rejection', reason);
  process.exit(1);
});

parent.on('message', ({ data, ports: [port] }) => {
  switch (data.type) {
    case 'start':
      engine = createEngine(data.start);
      for (const waiting of early.splice(0)) engine.serve(pagePort(waiting));
      parent.postMessage({ type: 'ready' });
      break;
    case 'page':
      if (port === undefined) break;
      if (engine === null) early.push(port);
      else engine.serve(pagePort(port));
      break;
    case 'power':
      if (data.event === 'suspend' || data.event === 'resume') engine?.power(data.event);
      break;
    case 'stop':
      void stop();
      break;
  }
});

function pagePort(port: TransferredPort): PagePort {
  return {
    post: (message) => port.postMessage(message),
    onMessage: (listener) => {
      port.on('message', ({ data }) => listener(data));
      port.start();
    },
    onClose: (listener) => port.on('close', listener),
  };
}

async function stop(): Promise<void> {
  await engine?.stop();
  parent.postMessage({ type: 'stopped' });
}
