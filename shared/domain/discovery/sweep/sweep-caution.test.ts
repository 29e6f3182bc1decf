import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  afterCanaries,
  afterNoRoom,
  afterRoom,
  type CanaryLook,
  type Caution,
  everythingAnswers,
  startCaution,
} from './sweep-caution.ts';

const good: CanaryLook = { answered: 3, missed: 0, gatewayMs: 2 };
const lost: CanaryLook = { answered: 0, missed: 3, gatewayMs: null };
const slow = (gatewayMs: number): CanaryLook => ({ ...good, gatewayMs });
const after = (looks: readonly CanaryLook[], start = startCaution(100, [2, 2, 3])): Caution =>
  looks.reduce((caution, look) => (caution.ending === null ? afterCanaries(caution, look) : caution), start);

test('a lost canary halves the rate, and good ones do not raise it again', () => {
  expect(after([good, lost]).perSecond).toBe(50);
  expect(after([good, lost, good, good, lost])).toMatchObject({ perSecond: 25, ending: null });
});

test('two losses in a row at the lowest rate stop it', () => {
  expect(after([lost, lost, lost]).perSecond).toBe(12.5);
  expect(after([lost, lost, lost, lost])).toMatchObject({ perSecond: 12.5, ending: null });
  expect(after([lost, lost, lost, lost, good, lost]).ending).toBe(null);
  expect(after([lost, lost, lost, lost, lost]).ending).toBe('canary-lost');
});

test('a gateway that becomes three times slower halves the rate, and stops it when it stays so', () => {
  const start = startCaution(100, [40, 38, 45]);
  expect(after([slow(300), slow(300)], start)).toMatchObject({ perSecond: 25, ending: null });
  expect(after([slow(300), slow(300), slow(300), slow(300)], start).ending).toBe('gateway-slow');
  expect(after([slow(100), slow(110), slow(100)], start).perSecond).toBe(100);
});

test('1 ms that becomes 3 ms is no alarm, and one late answer among quick ones neither', () => {
  expect(after([slow(3), slow(9), slow(30), slow(49)], startCaution(100, [1])).perSecond).toBe(100);
  expect(after([slow(2), slow(2), slow(900), slow(2)]).perSecond).toBe(100);
});

test('a gateway without a usual time is never slow', () => {
  expect(after([slow(900), slow(900)], startCaution(100, [])).perSecond).toBe(100);
});

test('a laptop without room slows down, and stops when it stays so at the lowest rate', () => {
  let caution = startCaution(25, []);
  caution = afterNoRoom(caution);
  expect(caution).toMatchObject({ perSecond: 12.5, ending: null });
  caution = afterNoRoom(afterRoom(afterNoRoom(afterNoRoom(caution))));
  expect(caution.ending).toBe(null);
  expect(afterNoRoom(afterNoRoom(caution)).ending).toBe('no-room');
});

test('whatever happens it never becomes faster, and stays above the lowest rate', () => {
  const look = fc.record({
    answered: fc.nat(3),
    missed: fc.nat(3),
    gatewayMs: fc.option(fc.nat(900)),
  });
  fc.assert(
    fc.property(fc.constantFrom(25, 60, 100, 250), fc.array(look), (perSecond, looks) => {
      let before = startCaution(perSecond, [5]);
      for (const each of looks) {
        const next = afterCanaries(before, each);
        expect(next.perSecond).toBeLessThanOrEqual(before.perSecond);
        expect(next.perSecond).toBeGreaterThanOrEqual(12.5);
        before = next;
      }
    }),
  );
});

test('everything answers only where nearly all is open and nothing is a node', () => {
  expect(everythingAnswers({ asked: 19, open: 19, nodes: 0 })).toBe(false);
  expect(everythingAnswers({ asked: 20, open: 18, nodes: 0 })).toBe(false);
  expect(everythingAnswers({ asked: 20, open: 19, nodes: 0 })).toBe(true);
  expect(everythingAnswers({ asked: 20, open: 20, nodes: 1 })).toBe(false);
});
