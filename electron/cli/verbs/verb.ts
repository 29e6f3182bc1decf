import type { NodeView } from '../../../shared/domain/nodes/node-view.ts';
import { failed } from '../../../shared/failure/failure.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { CliOptions } from '../options.ts';
import type { Report } from '../report.ts';
import type { Session } from '../session.ts';

export interface VerbInput {
  readonly session: Session;
  readonly options: CliOptions;
  readonly report: Report;
}
/** One verb: asks the engine, reports, and says how it ended. */
export type Verb = (input: VerbInput) => Promise<ExitCode>;

/** The node that a person means by label, host name, serial number, address or id. Throws `node-unknown`. */
export function nodeNamed(nodes: readonly NodeView[], typed: string): NodeView {
  const wanted = typed.toLowerCase();
  const found = nodes.find((node) =>
    [node.id, node.name, node.hostname?.value, node.serial?.value, node.address].some(
      (name) => name?.toLowerCase() === wanted,
    ),
  );
  if (found === undefined) throw failed('node-unknown', { node: typed });
  return found;
}
