import { expect, test } from 'vitest';
import { samplePack } from '../../../test/fakes/sample-pack.ts';
import type { Pack } from './pack.ts';
import { judgeReadiness, type ReadinessFacts, VISIT_ROOM_BYTES } from './readiness.ts';

const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
const pack: Pack = {
  ...samplePack(),
  images: [
    { reference: 'registry.example/one:1', digest: digest('a'), sizeBytes: 1000 },
    { reference: 'registry.example/two:1', digest: digest('b'), sizeBytes: 500 },
  ],
};
const fine: ReadinessFacts = {
  nowMs: Date.parse('2026-11-23T08:00:00Z'),
  pack,
  signatureHolds: true,
  expiries: [
    { what: 'pack', atMs: Date.parse(pack.expiresAt) },
    { what: 'client-certificate', atMs: Date.parse('2027-11-20T08:00:00Z') },
  ],
  imagesHere: new Set([digest('a'), digest('b')]),
  freeBytes: 10 * VISIT_ROOM_BYTES,
};
const faults = (change: Partial<ReadinessFacts>) => {
  const { ready, items } = judgeReadiness({ ...fine, ...change });
  const codes = items.filter(({ state }) => state === 'fault').map(({ code }) => code);
  expect(ready).toBe(codes.length === 0);
  return codes;
};
const itemOf = (code: string, change: Partial<ReadinessFacts>) =>
  judgeReadiness({ ...fine, ...change }).items.find((item) => item.code === code);

test('ready when the signature holds, nothing expires too early, every image and enough room are here', () => {
  expect(judgeReadiness(fine)).toEqual({
    ready: true,
    items: [
      { code: 'pack', state: 'ok', facts: { version: 12 } },
      { code: 'signature', state: 'ok', facts: {} },
      {
        code: 'expiry',
        state: 'ok',
        facts: { what: 'pack', expiresAt: '2026-12-20T08:00:00.000Z', visitEndsAt: '2026-11-24T17:00:00Z' },
      },
      { code: 'images', state: 'ok', facts: { here: 2, total: 2 } },
      {
        code: 'disk-space',
        state: 'ok',
        facts: { freeBytes: 10 * VISIT_ROOM_BYTES, neededBytes: VISIT_ROOM_BYTES },
      },
    ],
  });
});

test('without a pack nothing of it is ok', () => {
  expect(faults({ pack: null, expiries: [], imagesHere: new Set() })).toEqual([
    'pack',
    'signature',
    'expiry',
    'images',
  ]);
});

test('a signature that no longer holds is a fault', () => {
  expect(faults({ signatureHolds: false })).toEqual(['signature']);
});

test('whatever expires before the visit ends is named, the first one first', () => {
  const certificate = { what: 'client-certificate', atMs: Date.parse('2026-11-24T12:00:00Z') } as const;
  expect(faults({ expiries: [...fine.expiries, certificate] })).toEqual(['expiry']);
  expect(itemOf('expiry', { expiries: [...fine.expiries, certificate] })?.facts).toMatchObject({
    what: 'client-certificate',
  });
});

test('what ends with the last minute of the visit is enough; what has ended already is not', () => {
  const endsAtMs = Date.parse(pack.visit.endsAt);
  expect(faults({ expiries: [{ what: 'pack', atMs: endsAtMs }] })).toEqual([]);
  expect(faults({ expiries: [{ what: 'pack', atMs: endsAtMs - 1 }] })).toEqual(['expiry']);
  expect(faults({ nowMs: Date.parse(pack.expiresAt) })).toEqual(['expiry']);
});

test('a certificate that cannot be read is not taken for a good one', () => {
  expect(faults({ expiries: [...fine.expiries, { what: 'cluster-authority', atMs: null }] })).toEqual([
    'expiry',
  ]);
  expect(faults({ expiries: [] })).toEqual(['expiry']);
});

test('a missing image is a fault and needs room', () => {
  const one = { imagesHere: new Set([digest('a')]) };
  expect(faults(one)).toEqual(['images']);
  expect(itemOf('disk-space', one)?.facts).toMatchObject({ neededBytes: VISIT_ROOM_BYTES + 500 });
  expect(faults({ ...one, freeBytes: VISIT_ROOM_BYTES + 499 })).toEqual(['images', 'disk-space']);
});

test('a disk that does not say how much is free is not taken for an empty one', () => {
  expect(faults({ freeBytes: null })).toEqual(['disk-space']);
});
