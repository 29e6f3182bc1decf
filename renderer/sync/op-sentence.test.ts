import { expect, test } from 'vitest';
import { opKinds } from '../../shared/domain/sync/op.ts';
import { opSentence } from './op-sentence.ts';

const said = (kind: (typeof opKinds)[number], body: Record<string, unknown>, agg = 'x') =>
  opSentence({ kind, agg, body }, []);

test('entries are told as sentences with what their bodies hold', () => {
  expect(said('pack.accepted', { version: 12 })).toBe('Pack 12 was accepted');
  expect(said('sweep.performed', { range: '10.20.4.0/24', count: 254 })).toBe(
    '10.20.4.0/24 was swept, 254 addresses touched',
  );
  expect(said('provision.step', { label: 'LAB-EDGE-02', step: 'install' })).toBe(
    'LAB-EDGE-02: installed to the disk',
  );
  expect(said('provision.stopped', { label: 'LAB-EDGE-02', step: 'reconnect' })).toBe(
    'LAB-EDGE-02 stopped while restarting',
  );
  expect(said('checks.recorded', { report: { vantage: { from: 'laptop' } } })).toBe(
    'Checks from this laptop were recorded',
  );
  expect(said('checks.recorded', { report: { vantage: { nodeId: 'n', name: 'LAB-EDGE-02' } } })).toBe(
    'Checks from LAB-EDGE-02 were recorded',
  );
});

test.each(opKinds)('a body of %s that another version wrote does no harm', (kind) => {
  for (const body of [{}, { version: null, label: 7, report: 'x', step: [] }]) {
    expect(said(kind, body)).not.toBe('');
  }
});
