import { expect, test } from 'vitest';
import { isMessageKey, words } from '../../words/words.ts';
import { taskReasons } from './task-reasons.ts';

/** Numbers where the facts are counts, names where they are names. */
const examples: Readonly<Record<string, string | number>> = {
  expiresAt: '2026-12-20T08:00:00Z',
  node: 'LAB-EDGE-01',
  name: 'Ada Example',
  step: 'install',
};

test.each(Object.entries(taskReasons))(
  '%s has words that need no other facts than it gives',
  (reason, facts) => {
    const key = `sites.task.${reason}`;
    expect(isMessageKey(key)).toBe(true);
    if (!isMessageKey(key)) return;
    const values = Object.fromEntries(facts.map((fact) => [fact, examples[fact] ?? 2]));
    expect(words(key, values)).not.toMatch(/[{}]|undefined/);
  },
);
