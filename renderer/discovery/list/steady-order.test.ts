import { expect, test } from 'vitest';
import { type Arrangement, arrange, type Ranked } from './steady-order.ts';

const groups = ['needs', 'rest'];
const ranked = (id: string, change: Partial<Ranked> = {}): Ranked => ({
  ...{ id, endpoint: `${id}:50000`, group: 'needs', rank: 1, name: id },
  ...change,
});
const idsOf = ({ places }: Arrangement) => places.map(({ id }) => id);
const begin = (nodes: readonly Ranked[]) => arrange(null, nodes, { groups, isHeld: false });

test('a list that nobody holds is sorted by group, rank and name, numbers as numbers', () => {
  const nodes = [ranked('n10'), ranked('z', { group: 'rest' }), ranked('n9'), ranked('stopped', { rank: 0 })];
  expect(idsOf(begin(nodes))).toEqual(['stopped', 'n9', 'n10', 'z']);
});

test('while it is held nothing moves: what changes its group stays, what comes goes to the end', () => {
  const before = begin([ranked('a'), ranked('b'), ranked('c', { group: 'rest' })]);
  const after = arrange(
    before,
    [ranked('aa'), ranked('a', { group: 'rest' }), ranked('b', { rank: 0 }), ranked('c', { group: 'rest' })],
    { groups, isHeld: true },
  );
  expect(after.places.map(({ id, group }) => [id, group])).toEqual([
    ['a', 'needs'],
    ['b', 'needs'],
    ['c', 'rest'],
    ['aa', 'needs'],
  ]);
  expect(after.arrived).toEqual(['aa']);
});

test('let go, everything finds its place and nothing is new any more', () => {
  const nodes = [ranked('b'), ranked('a')];
  const held = arrange(begin([ranked('b')]), nodes, { groups, isHeld: true });
  expect([idsOf(held), held.arrived]).toEqual([['b', 'a'], ['a']]);
  const after = arrange(held, nodes, { groups, isHeld: false });
  expect([idsOf(after), after.arrived]).toEqual([['a', 'b'], []]);
});

test('a machine that becomes known by its serial number keeps its place and its key', () => {
  const before = begin([ranked('addr:10.0.0.5', { endpoint: '10.0.0.5:50000' }), ranked('b')]);
  const nodes = [ranked('b'), ranked('serial:7KX', { endpoint: '10.0.0.5:50000' })];
  const after = arrange(before, nodes, { groups, isHeld: true });
  expect(after.places.map(({ key, id }) => [key, id])).toEqual([
    ['addr:10.0.0.5', 'serial:7KX'],
    ['b', 'b'],
  ]);
  expect(after.arrived).toEqual([]);
});

test('asked twice with the same machines the answer is the same, as a page draws more than once', () => {
  const nodes = [ranked('c'), ranked('a'), ranked('b')];
  const held = arrange(begin([ranked('c')]), nodes, { groups, isHeld: true });
  expect(arrange(held, nodes, { groups, isHeld: true })).toEqual(held);
});
