import { expect, test } from 'vitest';
import { samplePack } from '../../../test/fakes/sample-pack.ts';
import { judgePack } from './judge-pack.ts';
import type { Pack } from './pack.ts';

const context = {
  enrolment: { region: 'eu-central', site: 'st-anna' },
  heldVersion: 12,
  nowMs: Date.parse('2026-11-24T08:00:00Z'),
};
const code = (change: Partial<Pack>) => judgePack({ ...samplePack(), ...change }, context)?.code ?? 'fine';
const abroad = { region: 'us-1' };
const elsewhere = { site: { id: 'st-bernhard', name: 'St. Bernhard' } };
const early = { notBefore: '2026-12-01T00:00:00Z' };
const late = { expiresAt: '2026-11-24T08:00:00Z' };
const old = { version: 11 };

test.each<[string, Partial<Pack>, string]>([
  ['the pack of this visit', {}, 'fine'],
  ['the same version again', { version: 12 }, 'fine'],
  ['a newer one', { version: 13 }, 'fine'],
  ['another region', abroad, 'pack-other-region'],
  ['another site', elsewhere, 'pack-other-site'],
  ['one that begins later', early, 'pack-from-future'],
  ['one that ends this very millisecond', late, 'pack-expired'],
  ['an older one', old, 'pack-older'],
  ['all of it wrong', { ...abroad, ...elsewhere, ...early, ...late, ...old }, 'pack-other-region'],
  ['wrong but for the region', { ...elsewhere, ...early, ...late, ...old }, 'pack-other-site'],
  ['in the future, expired and old', { ...early, ...late, ...old }, 'pack-from-future'],
  ['expired and old', { ...late, ...old }, 'pack-expired'],
])('%s', (_name, change, expected) => {
  expect(code(change)).toBe(expected);
});

test('the first pack of a laptop is never too old', () => {
  expect(judgePack({ ...samplePack(), version: 1 }, { ...context, heldVersion: null })).toBeNull();
});

test('the facts say what was offered and what is held', () => {
  expect(judgePack({ ...samplePack(), ...old }, context)?.facts).toEqual({ offered: 11, held: 12 });
  expect(judgePack({ ...samplePack(), ...abroad }, context)?.facts).toEqual({
    packRegion: 'us-1',
    region: 'eu-central',
  });
});
