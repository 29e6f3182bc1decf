import { z } from 'zod';
import { failed } from '../../failure/failure.ts';
import type { DiskRule } from '../sites/pack.ts';

/** One disk as the node's resource `Disks.block.talos.dev` tells it. */
export interface NodeDisk {
  /** The resource's id, for example `nvme0n1`. */
  readonly id: string;
  readonly devPath: string;
  readonly sizeBytes: number;
  readonly model: string;
  readonly serial: string;
  readonly transport: string;
  readonly readonly: boolean;
  readonly cdrom: boolean;
}

/** A resource as far as it matters here; the structure of `NodeResource`. */
interface Resource {
  readonly id: string;
  readonly spec: unknown;
}

const text = z.string().max(1000).catch('');
const diskSpec = z.object({
  dev_path: z.string().min(1).max(200),
  size: z.number().nonnegative().catch(0),
  model: text,
  serial: text,
  transport: text,
  readonly: z.boolean().catch(false),
  cdrom: z.boolean().catch(false),
});
const volumeSpec = z.object({
  dev_path: text,
  parent_dev_path: text,
  name: text,
  label: text,
  partition_label: text,
});
/** Old partitions that are named; a disk with more is old enough. */
const OLD_DATA_LIMIT = 64;
const GB = 1_000_000_000;

/** The disks of a node; resources that do not read as a disk are left out, since nothing may be installed on them. */
export function readDisks(resources: readonly Resource[]): readonly NodeDisk[] {
  return resources.flatMap(({ id, spec }) => {
    const { data } = diskSpec.safeParse(spec);
    if (data === undefined) return [];
    const { dev_path: devPath, size: sizeBytes, ...rest } = data;
    return [{ id, devPath, sizeBytes, ...rest }];
  });
}

/** The disks that fit the rule. Read-only disks, CD drives and USB disks never fit: the last are what nodes are started from. */
export function fittingDisks(disks: readonly NodeDisk[], rule: DiskRule): readonly NodeDisk[] {
  return disks.filter((disk) => isInstallable(disk) && fits(disk, rule));
}

/** The one disk that fits the slot's rule. Throws `disk-missing`, `disk-ambiguous`. */
export function chooseDisk(disks: readonly NodeDisk[], rule: DiskRule, node: string): NodeDisk {
  const fitting = fittingDisks(disks, rule);
  const [only] = fitting;
  if (only === undefined) throw failed('disk-missing', { node, rule: describeRule(rule) });
  if (fitting.length === 1) return only;
  throw failed('disk-ambiguous', { node, rule: describeRule(rule), found: fitting.length });
}

/** What stands on a disk from before, in words such as `LVM2_member sdb1`; all of it will be erased. */
export function oldDataOn(disk: NodeDisk, volumes: readonly Resource[]): readonly string[] {
  const found = volumes.flatMap(({ spec }) => {
    const { data } = volumeSpec.safeParse(spec);
    if (data === undefined || data.name === '') return [];
    if (data.dev_path !== disk.devPath && data.parent_dev_path !== disk.devPath) return [];
    const label = data.label || data.partition_label;
    const where = data.dev_path.replace(/^\/dev\//, '');
    return [`${data.name} ${where}${label === '' ? '' : ` “${label}”`}`];
  });
  return found.sort().slice(0, OLD_DATA_LIMIT);
}

/** The rule in words for a person. */
export function describeRule({ serial, transport, minSizeBytes }: DiskRule): string {
  const parts = [
    serial === undefined ? null : `serial number ${serial}`,
    transport === undefined ? null : `type ${transport}`,
    minSizeBytes === undefined ? null : `at least ${Math.floor(minSizeBytes / GB)} GB`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? 'any disk' : parts.join(', ');
}

function isInstallable({ readonly, cdrom, transport, sizeBytes }: NodeDisk): boolean {
  return !readonly && !cdrom && transport !== 'usb' && sizeBytes > 0;
}

function fits(disk: NodeDisk, { serial, transport, minSizeBytes }: DiskRule): boolean {
  if (serial !== undefined && disk.serial.trim() !== serial.trim()) return false;
  if (transport !== undefined && disk.transport !== transport) return false;
  return minSizeBytes === undefined || disk.sizeBytes >= minSizeBytes;
}
