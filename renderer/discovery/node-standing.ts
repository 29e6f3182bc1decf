import type { NodeView } from '../../shared/domain/nodes/node-view.ts';
import { isMessageKey, words } from '../../shared/words/words.ts';
import type { State } from '../ui/state/state-mark.tsx';

export type NodeGroup = 'needsYou' | 'settled';

/** Whether a machine waits for the person or not: what runs, is done, or is nothing of ours does not. */
export function groupOf({ stage, answer }: NodeView): NodeGroup {
  if (stage === 'stopped' || stage === 'identified') return 'needsYou';
  if (stage === 'provisioning' || stage === 'provisioned') return 'settled';
  return answer === 'waiting' || answer === 'old-maintenance' ? 'needsYou' : 'settled';
}

/** The mark and the words of a machine: how far it has come, or else what stands behind its port. */
export function standingOf(node: NodeView): {
  readonly mark: State;
  readonly text: string;
  readonly explanation: string | null;
} {
  const { stage, answer } = node;
  if (stage !== 'found') {
    const marks = {
      identified: 'needs-you',
      provisioning: 'running',
      provisioned: 'ok',
      stopped: 'blocks',
    } as const;
    return { mark: marks[stage], text: words(`discovery.stage.${stage}`), explanation: null };
  }
  const key = `discovery.explain.${answer}`;
  return {
    mark: markOf(answer),
    text: words(`discovery.answer.${answer}`),
    explanation: isMessageKey(key) ? words(key) : null,
  };
}

function markOf(answer: NodeView['answer']): State {
  if (answer === 'waiting') return 'needs-you';
  if (answer === 'ours') return 'ok';
  if (answer === 'old-maintenance') return 'degrades';
  if (answer === 'not-talos') return 'skipped';
  return answer === 'silent' || answer === 'closed' ? 'unknown' : 'note';
}
