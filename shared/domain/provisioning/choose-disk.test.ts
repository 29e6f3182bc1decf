import { expect, test } from 'vitest';
import { FailureError } from '../../failure/failure.ts';
import type { DiskRule } from '../sites/pack.ts';
import { chooseDisk, type NodeDisk, oldDataOn, readDisks } from './choose-disk.ts';

const GB = 1_000_000_000;
const disk = (id: string, change: Partial<NodeDisk> = {}): NodeDisk => ({
  id,
  devPath: `/dev/${id}`,
  sizeBytes: 500 * GB,
  model: 'Model',
  serial: `SN-${id}`,
  transport: 'nvme',
  readonly: false,
  cdrom: false,
  ...change,
});
const failureOf = (disks: readonly NodeDisk[], rule: DiskRule): unknown => {
  try {
    return chooseDisk(disks, rule, 'LAB-EDGE-01').id;
  } catch (error) {
    return error instanceof FailureError ? error.failure : error;
  }
};

test.each<[string, DiskRule, readonly NodeDisk[], string]>([
  ['by serial number', { serial: 'SN-b' }, [disk('a'), disk('b')], 'b'],
  ['by transport', { transport: 'sata' }, [disk('a'), disk('b', { transport: 'sata' })], 'b'],
  ['by size', { minSizeBytes: 500 * GB }, [disk('a', { sizeBytes: 500 * GB - 1 }), disk('b')], 'b'],
  ['the only one', {}, [disk('a')], 'a'],
  ['and never the stick', {}, [disk('a'), disk('u', { transport: 'usb' })], 'a'],
  [
    'nor what cannot be written',
    {},
    [disk('a'), disk('r', { readonly: true }), disk('c', { cdrom: true })],
    'a',
  ],
  ['nor an empty card reader', {}, [disk('a'), disk('m', { sizeBytes: 0 })], 'a'],
])('the disk is found %s', (_name, rule, disks, expected) => {
  expect(failureOf(disks, rule)).toBe(expected);
});

test('two disks that fit stop everything: nobody chooses which one is erased', () => {
  expect(failureOf([disk('a'), disk('b')], { transport: 'nvme', minSizeBytes: 240 * GB })).toEqual({
    code: 'disk-ambiguous',
    facts: { node: 'LAB-EDGE-01', rule: 'type nvme, at least 240 GB', found: 2 },
  });
});

test.each<[string, DiskRule, readonly NodeDisk[]]>([
  ['there is none', {}, []],
  ['the named one is gone', { serial: 'SN-x' }, [disk('a')]],
  ['the named one is a stick', { serial: 'SN-u' }, [disk('u', { transport: 'usb' })]],
  ['one condition of several does not hold', { serial: 'SN-a', transport: 'sata' }, [disk('a')]],
])('no disk fits when %s', (_name, rule, disks) => {
  expect(failureOf(disks, rule)).toMatchObject({ code: 'disk-missing' });
});

test('a resource that is not a disk is never a candidate', () => {
  const resources = [
    {
      id: 'nvme0n1',
      spec: { dev_path: '/dev/nvme0n1', size: 1000, model: 'M', serial: 'S', transport: 'nvme' },
    },
    { id: 'x', spec: null },
    { id: 'y', spec: { dev_path: '' } },
    { id: 'z', spec: { dev_path: '/dev/z', size: 'huge', readonly: 'yes' } },
  ];
  expect(readDisks(resources).map(({ id, sizeBytes }) => [id, sizeBytes])).toEqual([
    ['nvme0n1', 1000],
    ['z', 0],
  ]);
});

test('old data is what stands on this disk and its partitions, with labels, and nothing of other disks', () => {
  const volume = (spec: Readonly<Record<string, unknown>>) => ({ id: 'v', spec });
  const found = oldDataOn(disk('sda'), [
    volume({ dev_path: '/dev/sda', name: 'gpt' }),
    volume({ dev_path: '/dev/sda1', parent_dev_path: '/dev/sda', name: 'ext4', label: 'DATA' }),
    volume({ dev_path: '/dev/sda2', parent_dev_path: '/dev/sda', name: 'lvm2-pv' }),
    volume({ dev_path: '/dev/sda3', parent_dev_path: '/dev/sda', name: '' }),
    volume({ dev_path: '/dev/sdb1', parent_dev_path: '/dev/sdb', name: 'xfs' }),
    volume({}),
  ]);
  expect(found).toEqual(['ext4 sda1 “DATA”', 'gpt sda', 'lvm2-pv sda2']);
});
