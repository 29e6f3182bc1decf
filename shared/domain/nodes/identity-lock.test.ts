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

const printed = (change = {}) => ({ port: 'COM3', fingerprint, uuid: null, ...change });

test('a console that is connected is read where nothing was typed, and what was typed goes before it', () => {
  expect(judged({ consoleFingerprint: '', console: printed() }).verdict).toBe('agrees');
  expect(judged({ consoleFingerprint: '', console: printed({ fingerprint: 'pnduMqbUZ' }) }).verdict).toBe(
    'incomplete',
  );
  expect(judged({ consoleFingerprint: 'another', console: printed() }).verdict).toBe('differs');
});

const uuid = '4c4c4544-0042-3510-8051-b7c04f4a3131';
test('a UUID that the console printed is one more thing that can differ', () => {
  const said = { value: uuid, source: 'node', learntAtMs: 1 } as const;
  const claim = { node: { ...good.node, uuid: said }, console: printed({ uuid }) };
  expect(compareIdentity({ ...good, ...claim })).toMatchObject({
    verdict: 'agrees',
    rows: [{ agrees: 'yes' }, { agrees: 'yes' }, { what: 'uuid', agrees: 'yes', onItsConsole: uuid }],
  });
  const other = printed({ uuid: uuid.replace(/1$/, '2') });
  expect(compareIdentity({ ...good, ...claim, console: other })).toMatchObject({
    verdict: 'differs',
    rows: [{}, {}, { what: 'uuid', agrees: 'no', differsAt: 35 }],
    causes: ['console-of-other-node'],
  });
});

const silent = { id: 'console:COM3', serial: null, fingerprint: null, answer: 'silent' } as const;
const alone = (change: Partial<IdentityClaim> = {}) =>
  compareIdentity({
    ...{ ...good, node: silent, consoleFingerprint: '', console: printed(), way: 'serial-alone', ...change },
  });

test('without a network the label stands against the plan, and the console must print', () => {
  expect(alone()).toMatchObject({
    way: 'serial-alone',
    verdict: 'agrees',
    rows: [
      { onTheBox: 'CZJ12345AB', planned: 'CZJ12345AB', overTheNetwork: null, agrees: 'yes' },
      { onItsConsole: fingerprint, overTheNetwork: null, agrees: 'yes' },
    ],
  });
  expect(alone({ console: printed({ fingerprint: null, uuid }) }).verdict).toBe('agrees');
  expect(alone({ slot: { id: 'slot-1' } }).verdict).toBe('agrees');
  expect(alone({ labelSerial: '' }).verdict).toBe('incomplete');
  expect(alone({ console: null }).verdict).toBe('incomplete');
  expect(alone({ console: null, consoleFingerprint: fingerprint }).verdict).toBe('incomplete');
  expect(alone({ console: printed({ fingerprint: null }) }).verdict).toBe('incomplete');
  expect(alone({ labelSerial: 'CZJ99999AB' }).verdict).toBe('differs');
  expect(alone({ consoleFingerprint: 'another' }).verdict).toBe('differs');
});

test('who answers on the network is compared three ways, whatever was asked for', () => {
  expect(alone({ node: { ...good.node, answer: 'waiting' } }).way).toBe('three-way');
  expect(alone({ node: { ...silent, answer: 'waiting' } })).toMatchObject({
    way: 'three-way',
    verdict: 'incomplete',
  });
});

const slots = [
  { id: 'slot-1', serial: 'CZJ12345AB' },
  { id: 'slot-2', serial: 'CZJ12345AC' },
];
const causesOf = (change: Partial<IdentityClaim>, around: Partial<IdentityClaim['around']> = {}) =>
  compareIdentity({ ...good, around: { slots, nodes: [], bindings: [], ...around }, ...change }).causes;
const said = (value: string, learntAtMs = 1) => ({ value, source: 'node', learntAtMs }) as const;

test('a label that differs is another slot’s, or typed wrongly, in this order', () => {
  expect(causesOf({ labelSerial: 'CZJ12345AC' })).toEqual(['label-of-other-slot', 'typing-slip']);
  expect(causesOf({ labelSerial: 'CZJI2345AB' })).toEqual(['typing-slip']);
  expect(causesOf({ labelSerial: 'CZJ12354AB' })).toEqual(['typing-slip']);
  expect(causesOf({ labelSerial: 'SOMETHING' })).toEqual(['cables-swapped']);
});

test('a node that answers with the serial number of another slot hangs on the wrong cable', () => {
  const node = { ...good.node, serial: said('CZJ12345AC') };
  expect(causesOf({ node })[0]).toBe('cables-swapped');
  expect(causesOf({ node, labelSerial: 'CZJ12345AC' })[0]).toBe('label-of-other-slot');
});

test('a box that is not the planned one, and of no other slot, was exchanged', () => {
  const node = { ...good.node, serial: said('NEWBOX01') };
  const bindings = [{ slotId: 'slot-1', serial: 'CZJ12345AB' }];
  expect(causesOf({ node, labelSerial: 'NEWBOX01' })).toEqual(['machine-exchanged']);
  expect(causesOf({ node, labelSerial: 'OTHER' }, { bindings })).toEqual(['machine-exchanged']);
});

test('a fingerprint that differs is another node’s, an older one, or typed wrongly', () => {
  const other = 'AbduMqbUZ/sQyDW1o4kP6c1u1PoB2gRQu8KEV38guAM=';
  const nodes = [{ id: 'uuid:b', fingerprint: said(other), consoleFingerprint: null }];
  expect(causesOf({ consoleFingerprint: other.slice(0, 14) }, { nodes })).toEqual(['console-of-other-node']);
  const renewed = {
    ...{ ...good.node, serial: said('CZJ12345AB', 9), fingerprint: said(other, 9) },
    consoleFingerprint: { value: fingerprint, source: 'console', learntAtMs: 5 } as const,
  };
  expect(causesOf({ node: renewed })[0]).toBe('certificate-renewed');
  expect(causesOf({ consoleFingerprint: 'pnduMqbuZ/sQyDW1' })).toEqual(['typing-slip']);
  expect(causesOf({ consoleFingerprint: 'something else' })).toEqual([
    ...['certificate-renewed', 'console-of-other-node'],
  ]);
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
