import type { PackSummary, Task } from '../../../shared/domain/sites/visit.ts';
import { isMessageKey, words } from '../../../shared/words/words.ts';
import { exitCodes } from '../exit-codes.ts';
import { momentWords } from '../say/figures.ts';
import { table } from '../say/table.ts';
import type { Verb } from './verb.ts';

/** The visit as a task list. */
export const status: Verb = async ({ session }) => {
  const overview = await session.ask('sites.overview', {});
  const { pack, enrolment, tasks } = overview;
  const needsYou = tasks.some(({ state }) => state === 'needs-you');
  return {
    exit: needsYou ? exitCodes.attention : exitCodes.ok,
    data: overview,
    lines: [
      ...(pack === null || enrolment.state === 'none'
        ? []
        : [
            words('sites.lead', {
              site: pack.siteName,
              engineer: enrolment.engineer,
              ends: momentWords(pack.visitEndsAt),
            }),
          ]),
      ...table(tasks.map((task) => taskRow(task, pack))),
    ],
  };
};

function taskRow({ id, state, reason, facts }: Task, pack: PackSummary | null): readonly string[] {
  const key = `sites.task.${reason}`;
  return [
    `  ${words(`sites.taskState.${state}`)}`,
    titleOf(id, pack),
    isMessageKey(key) ? words(key, spoken(facts)) : reason,
  ];
}

function titleOf(id: string, pack: PackSummary | null): string {
  const slotId = id.startsWith('slot:') ? id.slice('slot:'.length) : null;
  if (slotId !== null) return pack?.slots.find((slot) => slot.id === slotId)?.label ?? slotId;
  const key = `sites.taskTitle.${id}`;
  return isMessageKey(key) ? words(key) : id;
}

/** Moments are told in the laptop's own time. */
function spoken(facts: Task['facts']): Task['facts'] {
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [
      name,
      typeof value === 'string' && name.endsWith('At') ? momentWords(value) : value,
    ]),
  );
}
