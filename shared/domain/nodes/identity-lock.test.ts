import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareIdentity, type IdentityClaim } from './identity-lock.ts';

const fingerprint = 'pnduMqbUZ/sQyDW1o4kP6c1u1PoB2gRQu8KEV38guAM=';
const good: IdentityClaim = {
  node: {
    id: 'uuid:a',
    serial: { value: 'CZJ12345AB', source: 'node', learntAtMs: 1 },
    fingerprint: { value: fingerprint, source: 'node', learntAtMs: 1 },
  },
  slot: { id: 'slot-1', serial: 'CZJ12345AB' },
  labelSerial: 'CZJ-12345 AB',
  consoleFingerprint: fingerprint,
};
const judged = (change: Partial<IdentityClaim>) => {
  const { verdict, rows } = compareIdentity({ ...good, ...change });
  const [serial, wire] = rows.map(({ agrees, differsAt }) =>
    differsAt === null ? agrees : `${agrees} at ${differsAt}`,
  );
  return { verdict, serial, fingerprint: wire };
};

test('label, network, console and plan that agree are shown side by side', () => {
  expect(compareIdentity(good)).toEqual({
    nodeId: 'uuid:a',
    slotId: 'slot-1',
    way: 'three-way',
    verdict: 'agrees',
    causes: [],
    rows: [
      {
        what: 'serial',
        onTheBox: 'CZJ12345AB',
        overTheNetwork: 'CZJ12345AB',
        onItsConsole: null,
        planned: 'CZJ12345AB',
        agrees: 'yes',
        comparedCharacters: 10,
        differsAt: null,
      },
      {
        what: 'fingerprint',
        onTheBox: null,
        overTheNetwork: fingerprint,
        onItsConsole: fingerprint,
        planned: null,
        agrees: 'yes',
        comparedCharacters: 44,
        differsAt: null,
      },
    ],
  });
});

test('the console may be typed in groups, pasted as a whole line, or begun', () => {
  const groups = 'pndu MqbU Z/sQ yDW1 o4kP 6c1u 1PoB 2gRQ u8KE V38g uAM=';
  const line = `[talos] server certificate issued {"component": "x", "fingerprint": "${fingerprint}"}`;
  const sample = `talosctl apply-config --insecure --nodes 10.0.0.1 --cert-fingerprint '${fingerprint}'`;
  for (const consoleFingerprint of [groups, line, sample, 'pndu-MqbU-Z/sQ', fingerprint.slice(0, 43)])
    expect(judged({ consoleFingerprint }).verdict).toBe('agrees');
  expect(compareIdentity({ ...good, consoleFingerprint: 'pndu MqbU Z/sQ' }).rows[1]?.comparedCharacters).toBe(
    12,
  );
});

test('fewer than twelve characters are not enough to agree, and enough to differ', () => {
  expect(judged({ consoleFingerprint: 'pnduMqbUZ/s' })).toEqual({
    verdict: 'incomplete',
    serial: 'yes',
    fingerprint: 'not-checked',
  });
  expect(judged({ consoleFingerprint: 'pnduMX' })).toMatchObject({
    verdict: 'differs',
    fingerprint: 'no at 5',
  });
});

test('base64 keeps its case, and more than a fingerprint is not a fingerprint', () => {
  expect(judged({ consoleFingerprint: fingerprint.toLowerCase() }).verdict).toBe('differs');
  expect(judged({ consoleFingerprint: `${fingerprint}A` })).toMatchObject({ fingerprint: 'no at 44' });
});

test('a label of another box differs, and says where', () => {
  expect(judged({ labelSerial: 'CZJ12354AB' })).toMatchObject({ verdict: 'differs', serial: 'no at 6' });
  expect(judged({ labelSerial: 'CZJ12345' })).toMatchObject({ verdict: 'differs', serial: 'no at 8' });
});

test('a plan with another serial number differs even before the label is read', () => {
  const slot = { id: 'slot-1', serial: 'CZJ99999AB' };
  expect(judged({ slot })).toMatchObject({ verdict: 'differs' });
  expect(judged({ slot, labelSerial: '' })).toMatchObject({ verdict: 'differs', serial: 'no at 3' });
});

test('a plan without a serial number is no hindrance', () => {
  expect(judged({ slot: { id: 'slot-1' } }).verdict).toBe('agrees');
});

test('nothing is confirmed by what was not compared', () => {
  expect(judged({ labelSerial: '  ' }).verdict).toBe('incomplete');
  expect(judged({ consoleFingerprint: '' }).verdict).toBe('incomplete');
  expect(judged({ node: { ...good.node, serial: null } }).verdict).toBe('incomplete');
  expect(judged({ node: { ...good.node, fingerprint: null } }).verdict).toBe('incomplete');
});

test("a beacon's word counts for nothing", () => {
  const { node } = good;
  const claimed = { value: fingerprint, source: 'mdns', learntAtMs: 1 } as const;
  expect(judged({ node: { ...node, fingerprint: claimed } }).verdict).toBe('incomplete');
  const serial = { value: 'CZJ12345AB', source: 'mdns', learntAtMs: 1 } as const;
  expect(judged({ node: { ...node, serial } }).verdict).toBe('incomplete');
});

test('a serial number that was said behind another certificate counts for nothing', () => {
  const { node } = good;
  const serial = { value: 'CZJ12345AB', source: 'node', learntAtMs: 0 } as const;
  expect(judged({ node: { ...node, serial } }).verdict).toBe('incomplete');
});

test('a filler that firmware left instead of a serial number agrees with nothing', () => {
  const serial = { value: 'Default string', source: 'node', learntAtMs: 1 } as const;
  const claim = { node: { ...good.node, serial }, slot: { id: 'slot-1' }, labelSerial: 'Default string' };
  expect(judged(claim).verdict).toBe('incomplete');
});

test('whatever is typed, it agrees only with the start of the fingerprint on the wire', () => {
  const typed = fc.oneof(
    fc.string({ maxLength: 60 }),
    fc.nat(44).map((length) => fingerprint.slice(0, length)),
    fc
      .tuple(fc.nat(43), fc.base64String({ maxLength: 4 }))
      .map(([at, more]) => fingerprint.slice(0, at) + more),
  );
  fc.assert(
    fc.property(typed, (consoleFingerprint) => {
      const row = compareIdentity({ ...good, consoleFingerprint }).rows[1];
      if (row?.agrees !== 'yes') return;
      expect(row.comparedCharacters).toBeGreaterThanOrEqual(12);
      expect(fingerprint.startsWith(row.onItsConsole ?? '-')).toBe(true);
    }),
    { numRuns: 2000 },
  );
});
