import type { NodeView } from '../../shared/domain/nodes/node-view.ts';
import type { PackSummary, Task, TaskState } from '../../shared/domain/sites/visit.ts';
import { isMessageKey, words } from '../../shared/words/words.ts';
import { isLockedByConsoleAlone } from '../discovery/node-standing.ts';
import type { Destination } from '../ui/acts/destination-link.tsx';
import type { State } from '../ui/state/state-mark.tsx';
import { dayWords } from '../ui/times.ts';

/** A task with the words, the mark and the place that the list shows. */
export interface TaskLine {
  readonly id: string;
  readonly group: Task['group'];
  readonly mark: State;
  readonly title: string;
  readonly detail: string;
  readonly state: TaskState;
  readonly verb: string;
  readonly to: Destination;
}

const marks: { readonly [S in TaskState]: State } = {
  todo: 'todo',
  doing: 'begun',
  done: 'ok',
  blocked: 'waiting',
  'needs-you': 'needs-you',
};

/** What a line needs to know beside its task. */
export interface Around {
  readonly pack: PackSummary | null;
  readonly nodes: readonly NodeView[];
  readonly nowMs: number;
}

/** The line of one task. */
export function taskLine(task: Task, { pack, nodes, nowMs }: Around): TaskLine {
  const slotId = task.id.startsWith('slot:') ? task.id.slice('slot:'.length) : null;
  const slot = pack?.slots.find(({ id }) => id === slotId);
  const node = nodes.find((one) => slotId !== null && one.slotId === slotId);
  const role = slot === undefined ? '' : words(`sites.role.${slot.role}`);
  // What runs by itself turns; what waits for the next act of a person is only begun.
  const isRunning = task.state === 'doing' && task.reason.endsWith('-running');
  return {
    id: task.id,
    group: task.group,
    mark: isRunning ? 'running' : marks[task.state],
    title: slot?.label ?? titleOf(task.id),
    detail: [role, reasonWords(task, nowMs)].filter((part) => part !== '').join(' · '),
    state: task.state,
    verb: words(isRunning ? 'sites.verb.watch' : `sites.verb.${task.state}`),
    to: placeOf(task.id, node),
  };
}

/**
 * What the person should do next: what needs them, then what they began, then the first thing open; while all of it
 * is being worked on, to watch the first that runs; last what belongs to leaving. A bundle is for trouble only: it is
 * offered in the list, and never the next act.
 */
export function nextTask(lines: readonly TaskLine[]): TaskLine | null {
  const useful = lines.filter(({ id }) => id !== 'bundle');
  const idle = useful.filter(({ mark }) => mark !== 'running');
  return (
    idle.find(({ state }) => state === 'needs-you') ??
    idle.find(({ state }) => state === 'doing') ??
    idle.find(({ state, group }) => state === 'todo' && group !== 'after') ??
    useful.find(({ mark }) => mark === 'running') ??
    idle.find(({ state }) => state === 'todo') ??
    null
  );
}

function titleOf(id: string): string {
  const key = `sites.taskTitle.${id}`;
  return isMessageKey(key) ? words(key) : id.replace(/^slot:/, '');
}

/** The reason in words; a reason of a newer engine falls back to the state. Instants are told as days. */
function reasonWords({ reason, state, facts }: Task, nowMs: number): string {
  const key = `sites.task.${reason}`;
  if (!isMessageKey(key)) return words(`sites.taskState.${state}`);
  const spoken = Object.entries(facts).map(([name, value]) => {
    const isInstant = typeof value === 'string' && name.endsWith('At');
    return [name, isInstant ? dayWords(Date.parse(value), nowMs) : value] as const;
  });
  return words(key, Object.fromEntries(spoken));
}

const places: Readonly<Record<string, Destination>> = {
  ready: { to: '/ready' },
  find: { to: '/nodes' },
  network: { to: '/checks' },
  prove: { to: '/handover' },
  bundle: { to: '/bundle' },
  sync: { to: '/ledger' },
};

function placeOf(id: string, node: NodeView | undefined): Destination {
  if (node === undefined) return places[id] ?? { to: '/nodes' };
  const params = { nodeId: node.id };
  return isLockedByConsoleAlone(node)
    ? { to: '/nodes/$nodeId/identify', params }
    : { to: '/nodes/$nodeId/provision', params };
}
