import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron';
import type { EngineEvent, RoundsBridge } from '../shared/contract/shell-contract.ts';
import { channels } from './ipc/engine-messages.ts';

/** The part of the page's MessagePort that is used; this folder sees no DOM types. */
interface PagePort {
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  postMessage(message: unknown): void;
  close(): void;
}

// Electron drops the sandbox silently when another setting contradicts it; then the page gets nothing at all.
if (!process.sandboxed) throw new Error('the page is not sandboxed');

// Four doors. What may pass is decided on the other side, by the contracts; event objects never pass.
const listeners = new Set<(event: EngineEvent) => void>();
let port: PagePort | null = null;
let state: EngineEvent | null = null;

function tell(event: EngineEvent): void {
  if (event.kind !== 'message') state = event;
  for (const listener of listeners) listener(event);
}

function connect(fresh: PagePort): void {
  port?.close();
  port = fresh;
  fresh.onmessage = ({ data }) => {
    if (port === fresh) tell({ kind: 'message', data });
  };
  tell({ kind: 'connected' });
}

ipcRenderer.on(channels.port, ({ ports: [fresh] }: IpcRendererEvent) => {
  if (fresh !== undefined) connect(fresh);
});
ipcRenderer.on(channels.engine, (_event, kind: 'lost' | 'stopped') => {
  port?.close();
  port = null;
  tell({ kind });
});

const bridge: RoundsBridge = {
  engine: {
    post: (message) => port?.postMessage(message),
    listen: (listener) => {
      listeners.add(listener);
      if (state !== null) listener(state);
      return () => void listeners.delete(listener);
    },
  },
  shell: {
    ask: (name, input) => ipcRenderer.invoke(channels.shell, name, input),
    on: (name, listener) => {
      const forward = (_event: IpcRendererEvent, told: string, payload: unknown) => {
        if (told === name) listener(payload);
      };
      ipcRenderer.on(channels.news, forward);
      return () => void ipcRenderer.off(channels.news, forward);
    },
  },
};
contextBridge.exposeInMainWorld('rounds', bridge);
ipcRenderer.send(channels.hello);
