import { expect, test } from 'vitest';
import { opStates } from './op.ts';
import { readBack } from './read-back.ts';

test('only an equal hash proves that the console holds an op, whatever was thought of it', () => {
  for (const state of opStates) {
    expect(readBack({ hash: 'a', state, detail: null }, 'b')).toEqual({
      state: 'conflict',
      detail: 'hash-differs',
      proved: false,
    });
    expect(readBack({ hash: 'a', state, detail: null }, 'a').proved).toBe(true);
  }
});

test('what a person must decide stays theirs after it was read back', () => {
  expect(readBack({ hash: 'a', state: 'conflict', detail: 'c-1' }, 'a')).toEqual({
    state: 'conflict',
    detail: 'c-1',
    proved: true,
  });
});

test('a refused op that the console applied later is confirmed and no longer says why it was refused', () => {
  expect(readBack({ hash: 'a', state: 'refused', detail: 'slot-unknown' }, 'a')).toEqual({
    state: 'confirmed',
    detail: null,
    proved: true,
  });
});
