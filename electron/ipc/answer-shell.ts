import type { AskName } from '../../shared/contract/define.ts';
import {
  type ShellContract,
  type ShellHandlers,
  shellContract,
} from '../../shared/contract/shell-contract.ts';

/** Finds the handler for `name`, parses `input` by the contract and answers. Throws "refused: ..." for a name or an input that the contract does not know. */
export async function answerShell(handlers: ShellHandlers, name: unknown, input: unknown): Promise<unknown> {
  if (!isAsk(name)) throw new Error('refused: the shell has no such call');
  return call(handlers, name, input);
}

function isAsk(name: unknown): name is AskName<ShellContract> {
  // Own properties only: "constructor" and "__proto__" are names too.
  return (
    typeof name === 'string' &&
    Object.hasOwn(shellContract, name) &&
    shellContract[name as keyof ShellContract].kind === 'ask'
  );
}

function call<N extends AskName<ShellContract>>(handlers: ShellHandlers, name: N, input: unknown): unknown {
  const parsed = shellContract[name].input.safeParse(input);
  if (!parsed.success) throw new Error(`refused: ${name} was asked with an input that it does not take`);
  const handler = handlers[name] as (value: unknown) => unknown;
  return handler(parsed.data);
}
