import type { LabDisk, LabPartition } from '../lab-hardware.ts';
import { partitionName } from '../logs/partition-name.ts';
import type { Machine } from '../machine.ts';
import type { Draft } from './store.ts';

const MIB = 1_048_576;

const draft = (kind: string, id: string, spec: unknown): Draft => ({
  namespace: 'runtime',
  type: `${kind}.block.talos.dev`,
  id,
  spec,
  owner: 'block.DiscoveryController',
});

/** Disks, what is on them, and which one the node runs from. */
export function blockDrafts(machine: Machine): readonly Draft[] {
  const { systemDisk } = machine.persisted;
  const system = machine.disks.find(({ path }) => path === systemDisk);
  return [
    ...machine.disks.map((disk) => draft('Disks', nameOf(disk), diskSpec(disk))),
    ...machine.disks.flatMap((disk) => volumesOn(disk, disk.path === systemDisk)),
    ...(system
      ? [draft('SystemDisks', 'system-disk', { diskID: nameOf(system), devPath: system.path })]
      : []),
    ...(system
      ? ['STATE', 'EPHEMERAL'].map((id) =>
          draft('VolumeStatuses', id, { phase: 'ready', type: 'partition', parentLocation: system.path }),
        )
      : []),
  ];
}

function nameOf(disk: LabDisk): string {
  return disk.path.replace('/dev/', '');
}

function diskSpec(disk: LabDisk): object {
  return {
    dev_path: disk.path,
    size: disk.sizeBytes,
    pretty_size: prettySize(disk.sizeBytes),
    io_size: 512,
    sector_size: 512,
    readonly: disk.readonly === true,
    cdrom: false,
    model: disk.model,
    serial: disk.serial,
    ...(disk.wwid === '' ? {} : { wwid: disk.wwid }),
    bus_path: disk.busPath,
    sub_system: '/sys/class/block',
    transport: disk.transport,
    ...(disk.rotational ? { rotational: true } : {}),
    symlinks: [
      `/dev/disk/by-id/${disk.transport === 'nvme' ? 'nvme' : 'ata'}-${disk.model.replaceAll(' ', '_')}_${disk.serial}`,
    ],
  };
}

/** The partitions that the installer makes, as the probe names them. */
const TALOS_PARTITIONS: readonly LabPartition[] = [
  { index: 1, sizeBytes: 105 * MIB, filesystem: 'vfat', partitionLabel: 'EFI' },
  { index: 2, sizeBytes: 1 * MIB, filesystem: 'talosmeta', partitionLabel: 'META' },
  { index: 3, sizeBytes: 100 * MIB, filesystem: 'xfs', label: 'STATE', partitionLabel: 'STATE' },
  { index: 4, sizeBytes: 0, filesystem: 'xfs', label: 'EPHEMERAL', partitionLabel: 'EPHEMERAL' },
];

function volumesOn(disk: LabDisk, isSystem: boolean): readonly Draft[] {
  const partitions = isSystem ? TALOS_PARTITIONS : disk.partitions;
  const name = nameOf(disk);
  const whole = {
    dev_path: disk.path,
    type: 'disk',
    device_path: disk.busPath,
    offset: 0,
    size: disk.sizeBytes,
    pretty_size: prettySize(disk.sizeBytes),
    sector_size: 512,
    io_size: 512,
    name: partitions.length > 0 ? 'gpt' : '',
  };
  const offsets = partitions.map((_, position) =>
    partitions.slice(0, position).reduce((sum, { sizeBytes }) => sum + sizeBytes, MIB),
  );
  const parts = partitions.map((partition, position) => {
    const id = partitionName(name, partition.index);
    const offset = offsets[position] ?? MIB;
    const size = partition.sizeBytes || disk.sizeBytes - offset - MIB;
    return draft('DiscoveredVolumes', id, {
      dev_path: `/dev/${id}`,
      type: 'partition',
      device_path: `${disk.busPath}/${id}`,
      parent: name,
      parent_dev_path: disk.path,
      offset,
      size,
      pretty_size: prettySize(size),
      sector_size: 512,
      io_size: 512,
      name: partition.filesystem,
      ...(partition.label ? { label: partition.label } : {}),
      ...(partition.partitionLabel ? { partition_label: partition.partitionLabel } : {}),
      partition_index: partition.index,
    });
  });
  return [draft('DiscoveredVolumes', name, whole), ...parts];
}

/** Decimal units with two digits, as the node prints sizes. */
function prettySize(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${power === 0 ? value : Number(value.toPrecision(2))} ${units[power]}`;
}
