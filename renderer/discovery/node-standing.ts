import type { NodeView } from '../../shared/domain/nodes/node-view.ts';
import { isMessageKey, words } from '../../shared/words/words.ts';
import type { State } from '../ui/state/state-mark.tsx';

/** What a machine asks of the person, the most first. */
export const nodeGroups = ['needsYou', 'settled', 'elsewhere', 'gone'] as const;
export type NodeGroup = (typeof nodeGroups)[number];

/** Whether a machine waits for the person, works or is done, is somebody else's, or went away. */
export function groupOf(node: NodeView): NodeGroup {
  const { stage, answer, presence } = node;
  if (conflictOf(node) !== null) return 'needsYou';
  if (stage === 'stopped' || stage === 'identified') return 'needsYou';
  if (stage === 'provisioning' || stage === 'provisioned') return 'settled';
  if (presence === 'gone') return 'gone';
  if (isElsewhere(node)) return 'elsewhere';
  if (isConsoleOnly(node)) return 'needsYou';
  return answer === 'waiting' || answer === 'old-maintenance' ? 'needsYou' : 'settled';
}

/** Whether somebody else runs it, so that this visit offers nothing for it. */
export function isElsewhere({ managed, answer }: NodeView): boolean {
  return managed !== null || ['foreign', 'agent', 'earlier', 'not-talos'].includes(answer);
}

/** Whether only its console tells of it, so that there is nowhere to ask it. */
export function isConsoleOnly({ consolePort, places }: NodeView): boolean {
  return consolePort !== null && places.length === 0;
}

/** Whether it can become a planned node now: it waits for us, or its label and its console can still be read. */
export function isIdentifiable(node: NodeView): boolean {
  if (node.presence === 'gone' || isElsewhere(node)) return false;
  if (isLockedByConsoleAlone(node)) return node.answer === 'waiting';
  if (node.stage !== 'found') return false;
  return node.answer === 'waiting' || isConsoleOnly(node);
}

/** Whether only its label and its console were compared: over the network it is still to be identified. */
export function isLockedByConsoleAlone({ stage, lock }: NodeView): boolean {
  return stage === 'identified' && lock === 'serial-alone';
}

/** Order inside its group: what waits longest for a person, or can be worked on now, comes first. */
export function rankOf(node: NodeView): number {
  const { stage, answer, candidateSlotIds, slotId } = node;
  const stages = { stopped: 0, identified: 1, provisioning: 0, provisioned: 2, found: 3 } as const;
  if (stage !== 'found') return stages[stage];
  if (conflictOf(node) !== null) return 2;
  if (slotId !== null || candidateSlotIds.length > 0) return 3;
  return ['waiting', 'old-maintenance', 'ours', 'earlier', 'foreign', 'agent'].includes(answer) ? 4 : 5;
}

/** The address that it shares with another machine; null when it shares none. */
export function conflictOf({ places, presence }: NodeView): string | null {
  return presence === 'gone' ? null : (places.find(({ isContested }) => isContested)?.address ?? null);
}

export interface Standing {
  readonly mark: State;
  readonly text: string;
  readonly explanation: string | null;
}

/** The mark and the words of a machine: how far it has come, or else what stands behind its port. */
export function standingOf(node: NodeView): Standing {
  const address = conflictOf(node);
  if (address !== null) {
    return {
      mark: 'degrades',
      text: words('discovery.conflict', { address }),
      explanation: words('discovery.conflict.explain', { address }),
    };
  }
  const { stage } = node;
  if (stage === 'found' && node.presence === 'gone') return goneStanding;
  if (stage === 'found')
    return isConsoleOnly(node) && !isElsewhere(node) ? consoleStanding : foundStanding(node);
  const marks = {
    identified: 'needs-you',
    provisioning: 'running',
    provisioned: 'ok',
    stopped: 'blocks',
  } as const;
  return { mark: marks[stage], text: words(`discovery.stage.${stage}`), explanation: null };
}

const consoleStanding: Standing = {
  mark: 'needs-you',
  text: words('discovery.consoleOnly'),
  explanation: words('discovery.consoleOnly.explain'),
};
const goneStanding: Standing = {
  mark: 'unknown',
  text: words('discovery.presence.gone'),
  explanation: null,
};

function foundStanding({ managed, answer }: NodeView): Standing {
  const isPlain = ['foreign', 'agent', 'earlier'].includes(answer);
  if (managed !== null && !isPlain) {
    const told = { omni: 'agent', 'other-authority': 'foreign', 'earlier-generation': 'earlier' } as const;
    return {
      mark: 'note',
      text: words(`discovery.managed.by.${managed.by}`),
      explanation: words(`discovery.explain.${told[managed.by]}`),
    };
  }
  const key = `discovery.explain.${answer}`;
  return {
    mark: markOf(answer),
    text: words(`discovery.answer.${answer}`),
    explanation: isMessageKey(key) ? words(key) : null,
  };
}

/** The state in one or two words, for a drawing; each has its words under `discovery.map.state`. */
export function shortStateOf(node: NodeView) {
  const { stage, presence, managed, answer } = node;
  if (conflictOf(node) !== null) return 'conflict' as const;
  if (stage !== 'found') return stage;
  if (presence === 'gone') return 'gone' as const;
  if (managed !== null) return managed.by;
  return isConsoleOnly(node) ? ('console' as const) : answer;
}

function markOf(answer: NodeView['answer']): State {
  if (answer === 'waiting') return 'needs-you';
  if (answer === 'ours') return 'ok';
  if (answer === 'old-maintenance') return 'degrades';
  if (answer === 'not-talos') return 'skipped';
  return ['silent', 'closed', 'not-asked'].includes(answer) ? 'unknown' : 'note';
}
