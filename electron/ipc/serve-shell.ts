import type { WebContents } from 'electron';
import type { NewsName, PayloadOf } from '../../shared/contract/define.ts';
import type { ShellContract, ShellHandlers } from '../../shared/contract/shell-contract.ts';
import { channels } from './engine-messages.ts';
import { isOurPage } from './our-page.ts';

/** Answers what this page asks of the shell. The parser is loaded with the first ask, so that start-up does not wait for it. */
export function serveShell(page: WebContents, handlers: () => Promise<ShellHandlers>): void {
  page.ipc.handle(channels.shell, async (event, name: unknown, input: unknown) => {
    if (!isOurPage(event.senderFrame)) throw new Error('refused: the sender is not our page');
    const [{ answerShell }, ready] = await Promise.all([import('./answer-shell.ts'), handlers()]);
    return answerShell(ready, name, input);
  });
}

/** Tells the page news of the shell. */
export function tellPage<N extends NewsName<ShellContract>>(
  page: WebContents,
  name: N,
  payload: PayloadOf<ShellContract[N]>,
): void {
  if (!page.isDestroyed()) page.send(channels.news, name, payload);
}
