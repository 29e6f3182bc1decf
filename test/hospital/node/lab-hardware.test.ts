import { expect, test } from 'vitest';
import { labHardware } from './lab-hardware.ts';

const FLEET = Array.from({ length: 600 }, (_, index) => labHardware(index));

test('no two machines share what tells machines apart', () => {
  const distinct = (values: readonly string[]) => expect(new Set(values).size).toBe(values.length);
  distinct(FLEET.map(({ uuid }) => uuid));
  distinct(FLEET.map(({ serial }) => serial));
  distinct(FLEET.flatMap(({ links }) => links.map(({ mac }) => mac)));
  distinct(FLEET.flatMap(({ disks }) => disks.map(({ serial }) => serial)));
});

test('every machine is well formed, has a port with a cable, and boots from a stick', () => {
  for (const { uuid, links, disks } of FLEET) {
    expect(uuid).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    for (const { mac } of links) expect(mac).toMatch(/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/);
    expect(links.some(({ carrier }) => carrier)).toBe(true);
    expect(disks.filter(({ readonly }) => readonly)).toHaveLength(1);
  }
});

test('the three of the demo differ in ports and speed, and the second has an old installation on a data disk', () => {
  const [first, second, third] = FLEET;
  expect(first?.serial).toBe('7KX2-0931');
  expect([first, second, third].map((machine) => machine?.links.length)).toEqual([2, 4, 3]);
  expect([first, second, third].map((machine) => machine?.links[0]?.speedMbit)).toEqual([2500, 10000, 1000]);
  expect(second?.disks[1]?.partitions.map(({ filesystem }) => filesystem)).toEqual([
    'vfat',
    'ext4',
    'lvm2-pv',
  ]);
});
