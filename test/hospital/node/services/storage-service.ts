import { Code, ConnectError, type ServiceImpl } from '@connectrpc/connect';
import {
  Disk_DiskType,
  type StorageService,
} from '../../../../electron/adapters/talos/gen/talos_storage_pb.js';
import { isAdmin, notAuthorized, ROLES } from '../gate/access.ts';
import type { LabDisk } from '../lab-hardware.ts';
import { partitionName } from '../logs/partition-name.ts';
import type { Machine } from '../machine.ts';

/** The older view of the disks, and wiping them. */
export function storageService(machine: Machine): Partial<ServiceImpl<typeof StorageService>> {
  return {
    disks: () => ({
      messages: [
        { disks: machine.disks.map((disk) => wire(disk, disk.path === machine.persisted.systemDisk)) },
      ],
    }),
    blockDeviceWipe(request, context) {
      if (machine.isConfigured && !isAdmin(context.values.get(ROLES))) throw notAuthorized();
      for (const { device } of request.devices) refuseWipe(machine, device);
      for (const { device } of request.devices) machine.wiped.add(device);
      machine.changed();
      return { messages: [{}] };
    },
  };
}

function refuseWipe(machine: Machine, device: string): void {
  const disk = machine.disks.find(({ path, partitions }) => {
    const name = path.replace('/dev/', '');
    return name === device || partitions.some(({ index }) => partitionName(name, index) === device);
  });
  if (!disk) throw new ConnectError(`blockdevice "${device}" not found`, Code.NotFound);
  if (disk.readonly) throw new ConnectError(`blockdevice "${device}" is read-only`, Code.FailedPrecondition);
  if (disk.path === machine.persisted.systemDisk) {
    throw new ConnectError(`blockdevice "${device}" is in use by volume "STATE"`, Code.FailedPrecondition);
  }
}

function wire(disk: LabDisk, isSystem: boolean) {
  return {
    size: BigInt(Math.floor(disk.sizeBytes)),
    model: disk.model,
    deviceName: disk.path,
    serial: disk.serial,
    wwid: disk.wwid,
    type: typeOf(disk),
    busPath: disk.busPath,
    systemDisk: isSystem,
    subsystem: '/sys/class/block',
    readonly: disk.readonly === true,
  };
}

function typeOf(disk: LabDisk): Disk_DiskType {
  if (disk.transport === 'nvme') return Disk_DiskType.NVME;
  if (disk.transport === 'mmc') return Disk_DiskType.SD;
  return disk.rotational ? Disk_DiskType.HDD : Disk_DiskType.SSD;
}
