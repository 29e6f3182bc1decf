import { expect, test } from 'vitest';
import type { Task } from '../../shared/domain/sites/visit.ts';
import { nextTask, taskLine } from './tasks.ts';

const around = { pack: null, nodes: [], nowMs: Date.UTC(2026, 10, 24, 9) };
const task = (id: string, state: Task['state'], reason: string, facts: Task['facts'] = {}) => {
  const group = id === 'bundle' || id === 'sync' ? 'after' : 'on-site';
  return taskLine({ id, group, state, reason, facts }, around);
};

test('a task says where it stands, with its figures', () => {
  expect(task('find', 'doing', 'found-some', { found: 2, planned: 3 })).toEqual({
    id: 'find',
    group: 'on-site',
    mark: 'begun',
    title: 'Find the nodes',
    detail: '2 of 3 found',
    state: 'doing',
    verb: 'Continue',
    to: { to: '/nodes' },
  });
});

test('what runs by itself is watched, and is not what to do next', () => {
  const running = task('slot:edge-02', 'doing', 'slot-running', { step: 'install' });
  const open = task('network', 'todo', 'network-unchecked');
  expect([running.mark, running.verb, running.detail]).toEqual(['running', 'Watch', 'installing']);
  expect(nextTask([running, open])).toBe(open);
});

test('what needs the person comes before what is open', () => {
  const open = task('find', 'todo', 'nothing-found', { planned: 3 });
  const fault = task('network', 'needs-you', 'network-faults', { faults: 1 });
  expect(nextTask([open, fault])).toBe(fault);
});

test('while everything is being worked on, the first that runs is watched', () => {
  const first = task('slot:edge-01', 'doing', 'slot-running', { step: 'install' });
  const second = task('slot:edge-02', 'doing', 'slot-running', { step: 'apply' });
  const unsent = task('sync', 'todo', 'sync-open', { unsent: 4 });
  expect(nextTask([first, second, unsent])).toBe(first);
});

test('a bundle is never what to do next; at the end it is to send what is saved here, or nothing', () => {
  const bundle = task('bundle', 'todo', 'bundle-optional');
  const unsent = task('sync', 'todo', 'sync-away', { unsent: 4 });
  expect(nextTask([bundle, unsent])).toBe(unsent);
  expect(nextTask([bundle, task('sync', 'done', 'sync-done', { confirmed: 61 })])).toBeNull();
});

test('when everything is done or waits there is nothing to do next', () => {
  expect(nextTask([task('find', 'done', 'found-all', { found: 3, planned: 3 })])).toBeNull();
});

test('a reason of a newer engine falls back to the state', () => {
  expect(task('find', 'blocked', 'moon-is-full').detail).toBe('Cannot start yet');
});
