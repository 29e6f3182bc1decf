import { expect, test } from 'vitest';
import type { DiskRule } from '../sites/pack.ts';
import { type DiskFacts, describeRule, fitDisks } from './fit-disks.ts';

const disk = (change: Partial<DiskFacts> = {}): DiskFacts => ({
  sizeBytes: 500e9,
  serial: 'N-1',
  transport: 'nvme',
  isReadonly: false,
  isCdrom: false,
  ...change,
});

test.each<[string, DiskRule, Partial<DiskFacts>, boolean]>([
  ['everything', {}, {}, true],
  ['the serial number', { serial: 'N-1' }, {}, true],
  ['another serial number', { serial: 'N-2' }, {}, false],
  ['another bus', { transport: 'sata' }, {}, false],
  ['exactly the size', { minSizeBytes: 500e9 }, {}, true],
  ['a byte too little', { minSizeBytes: 500e9 + 1 }, {}, false],
  ['two of three conditions', { serial: 'N-1', transport: 'nvme', minSizeBytes: 600e9 }, {}, false],
  ['a stick, even by its serial number', { serial: 'N-1' }, { transport: 'usb' }, false],
  ['a disk that cannot be written', {}, { isReadonly: true }, false],
  ['a disc drive', {}, { isCdrom: true }, false],
  ['a loop device', {}, { transport: '' }, false],
])('by %s', (_what, rule, change, fits) => {
  expect(fitDisks([disk(change)], rule)).toHaveLength(fits ? 1 : 0);
});

test.each<[DiskRule, string]>([
  [{}, 'any disk'],
  [{ transport: 'nvme', minSizeBytes: 100e9 }, 'nvme, at least 100 GB'],
  [{ serial: 'N-1' }, 'serial number N-1'],
])('the rule %j reads "%s"', (rule, text) => {
  expect(describeRule(rule)).toBe(text);
});
