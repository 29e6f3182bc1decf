import { expect, test } from 'vitest';
import { isOurAddress, isOurPage } from './our-page.ts';

test.each(['app://rounds/', 'app://rounds/index.html#/nodes', 'app://ROUNDS/'])(
  '%s is ours or is not',
  (address) => {
    // The host of a scheme that Node does not know keeps its case: only the exact one is ours.
    expect(isOurAddress(address)).toBe(!address.includes('ROUNDS'));
  },
);

test.each([
  '',
  'about:blank',
  'app://rounds.evil/',
  'app://evil/app://rounds/',
  'app://rounds@evil/',
  'app://rounds:1/',
  'apps://rounds/',
  'https://rounds/',
  'file:///rounds/',
  'data:text/html,app://rounds/',
])('%s is not ours', (address) => {
  expect(isOurAddress(address)).toBe(false);
});

test('only the main frame of our page may speak', () => {
  expect(isOurPage({ parent: null, url: 'app://rounds/' })).toBe(true);
  expect(isOurPage({ parent: {}, url: 'app://rounds/' })).toBe(false);
  expect(isOurPage({ parent: null, url: 'about:blank' })).toBe(false);
  expect(isOurPage(null)).toBe(false);
});
