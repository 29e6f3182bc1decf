import type { NodeView } from '../../../shared/domain/nodes/node-view.ts';
import { failed } from '../../../shared/failure/failure.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { CliOptions } from '../options.ts';
import type { Output } from '../output.ts';
import type { Session } from '../session.ts';
import type { VerbEntry } from '../verb-list.ts';

export interface VerbInput {
  readonly session: Session;
  readonly options: CliOptions;
  /** For progress; the answer is what the verb returns. */
  readonly output: Pick<Output, 'step' | 'count' | 'stream'>;
  readonly verb: VerbEntry;
}
/** What a verb found or did, for programs and for people. */
export interface Answer {
  readonly exit: ExitCode;
  readonly data: unknown;
  readonly lines: readonly string[];
  /** What stands in the way although there is an answer. */
  readonly problems?: readonly string[];
}
/** One verb: asks the engine and says what came of it. Throws a `FailureError` for what could not be done. */
export type Verb = (input: VerbInput) => Promise<Answer>;

/**
 * The node that a person means. An id and the label of an identified node are ours and decide; every other name is
 * a claim of some machine, and one that fits two is refused. Throws `node-unknown`, `node-ambiguous`.
 */
export function nodeNamed(nodes: readonly NodeView[], typed: string): NodeView {
  const wanted = typed.toLowerCase();
  const isWanted = (name: string | undefined): boolean => name?.toLowerCase() === wanted;
  const ours = nodes.find(({ id, name, identified }) => isWanted(id) || (identified && isWanted(name)));
  if (ours !== undefined) return ours;
  const named = nodes.filter(({ name, hostname, serial, address }) =>
    [name, hostname?.value, serial?.value, address].some(isWanted),
  );
  // A machine that went away is meant only when none that is here has the name.
  const here = named.filter(({ presence }) => presence === 'here');
  const [found, ...others] = here.length > 0 ? here : named;
  if (found === undefined) throw failed('node-unknown', { node: typed });
  if (others.length === 0) return found;
  const meant = [found, ...others].map(({ id, address }) => `${id} (${address})`);
  throw failed('node-ambiguous', { node: typed, meant });
}
