import type { WebContents } from 'electron';
import type { NewsName, PayloadOf } from '../../shared/contract/define.ts';
import type { ShellContract, ShellHandlers } from '../../shared/contract/shell-contract.ts';
import { channels } from './engine-messages.ts';
import { isOurPage } from './our-page.ts';

/** Answers what this page asks of the shell. The parser is loaded with the first ask, so that start-up does not wait for it. */
export function serveShell(page: WebContents, handlers: () => Promise<ShellHandlers>): void {
  let ready: Promise<readonly [typeof import('./answer-shell.ts'), ShellHandlers]> | null = null;
  page.ipc.handle(channels.shell, async (event, name: unknown, input: unknown) => {
    if (!isOurPage(event.senderFrame)) throw new Error('refused: the sender is not our page');
    // Made once: the handlers remember which paths they gave out.
    ready ??= Promise.all([import('./answer-shell.ts'), handlers()]);
    const [{ answerShell }, made] = await ready;
    return answerShell(made, name, input);
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
