import { MessageChannelMain, type MessagePortMain, type WebContents } from 'electron';
import type { EngineState } from '../shell/engine/engine-supervisor.ts';
import { channels } from './engine-messages.ts';
import { isOurPage } from './our-page.ts';

export interface PageLink {
  /** Tells the page how the engine is; with `connected` it gets a fresh port. */
  engineIs(state: EngineState): void;
}

/** Keeps one page connected to the engine: after each load of the page and after each start of the engine it makes a new pair of ports and hands them out. */
export function linkPage(page: WebContents, giveToEngine: (port: MessagePortMain) => void): PageLink {
  let state: EngineState = 'starting';
  let isListening = false;

  const bring = () => {
    if (!isListening || page.isDestroyed()) return;
    if (state === 'connected') {
      const { port1, port2 } = new MessageChannelMain();
      giveToEngine(port1);
      page.postMessage(channels.port, null, [port2]);
    } else if (state !== 'starting') {
      page.send(channels.engine, state);
    }
  };

  page.ipc.on(channels.hello, (event) => {
    // The empty document that a window begins with runs the preload too; only the page itself gets a port.
    if (!isOurPage(event.senderFrame)) return;
    isListening = true;
    bring();
  });
  // Between two loads nobody would receive the port; the next preload says hello.
  page.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
    if (isMainFrame && !isSameDocument) isListening = false;
  });
  page.on('render-process-gone', () => {
    isListening = false;
  });
  return {
    engineIs(next) {
      state = next;
      bring();
    },
  };
}
