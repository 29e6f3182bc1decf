import { type NodeContext, nodeContext } from '../../../electron/checks/node-context.ts';
import type { Check, Finding } from '../../../shared/domain/checks/check.ts';
import type { NodeView } from '../../../shared/domain/nodes/node-view.ts';
import { createFakeNode, type FakeNode } from '../fake-node.ts';
import { samplePack } from '../sample-pack.ts';
import { sampleNode } from './fake-laptop.ts';

/** What a test may change before the check runs. */
export interface CheckedNode {
  readonly node: FakeNode;
  view: Partial<NodeView>;
}

/** Runs one check against a fake node that fits the first slot of the sample pack. */
export async function checkNode(
  check: Check<NodeContext>,
  change: (run: CheckedNode) => unknown = () => undefined,
): Promise<Finding> {
  const run: CheckedNode = { node: createFakeNode(), view: { candidateSlotIds: ['edge-01'] } };
  change(run);
  const context = nodeContext(samplePack(), sampleNode(run.view), run.node.link);
  return await check.run(context, new AbortController().signal);
}
