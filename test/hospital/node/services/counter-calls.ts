import type { ServiceImpl } from '@connectrpc/connect';
import type { MachineService } from '../../../../electron/adapters/talos/gen/talos_machine_pb.js';
import type { Machine } from '../machine.ts';
import { hasCarrier } from '../resources/link-drafts.ts';

type Calls = Pick<
  ServiceImpl<typeof MachineService>,
  'memory' | 'mounts' | 'diskStats' | 'loadAvg' | 'networkDeviceStats' | 'processes' | 'systemStat'
>;

/** The kernel's counters. They grow with the time since the start, so that two readings differ. */
export function counterCalls(machine: Machine): Calls {
  const upSeconds = () => (Date.now() - machine.bootedAtMs) / 1000;
  return {
    memory() {
      const total = BigInt(machine.hardware.memoryMiB) * 1024n;
      const used = machine.isConfigured ? total / 5n : total / 30n;
      return {
        messages: [
          {
            meminfo: {
              memtotal: total,
              memfree: total - used,
              memavailable: total - used / 2n,
              buffers: 4096n,
              cached: used / 3n,
            },
          },
        ],
      };
    },
    mounts: () => ({ messages: [{ stats: mounts(machine) }] }),
    diskStats() {
      const devices = machine.disks.map(({ path }) => diskStat(path.replace('/dev/', ''), upSeconds()));
      return { messages: [{ total: diskStat('', upSeconds() * devices.length), devices }] };
    },
    loadAvg: () => ({ messages: [{ load1: 0.42, load5: 0.31, load15: 0.22 }] }),
    networkDeviceStats() {
      const devices = machine.hardware.links.map((link) =>
        netStat(link.name, hasCarrier(machine, link) ? upSeconds() : 0),
      );
      return { messages: [{ total: netStat('', upSeconds()), devices }] };
    },
    processes: () => ({ messages: [{ processes: processes(machine) }] }),
    systemStat: () => ({
      messages: [
        {
          bootTime: BigInt(Math.floor(machine.bootedAtMs / 1000)),
          processCreated: BigInt(Math.floor(900 + upSeconds())),
        },
      ],
    }),
  };
}

function mounts(machine: Machine) {
  const memory = BigInt(machine.hardware.memoryMiB) * 1_048_576n;
  const base = [
    { filesystem: 'rootfs', size: memory / 2n, available: memory / 2n - 50_000_000n, mountedOn: '/' },
    { filesystem: 'tmpfs', size: memory / 2n, available: memory / 2n - 1_000_000n, mountedOn: '/run' },
  ];
  const disk = machine.disks.find(({ path }) => path === machine.persisted.systemDisk);
  if (!disk) return base;
  const size = BigInt(Math.floor(disk.sizeBytes)) - 400_000_000n;
  return [
    ...base,
    { filesystem: `${disk.path}4`, size, available: size - 9_000_000_000n, mountedOn: '/var' },
  ];
}

function diskStat(name: string, seconds: number) {
  const count = (perSecond: number) => BigInt(Math.floor(1000 + seconds * perSecond));
  return {
    name,
    readCompleted: count(12),
    readSectors: count(220),
    writeCompleted: count(7),
    writeSectors: count(160),
    ioTimeMs: count(3),
  };
}

function netStat(name: string, seconds: number) {
  const count = (perSecond: number) => BigInt(Math.floor(seconds * perSecond));
  return { name, rxBytes: count(42_000), rxPackets: count(60), txBytes: count(18_000), txPackets: count(40) };
}

function processes(machine: Machine) {
  const running = machine.services.all().filter(({ state }) => state === 'Running');
  const init = {
    pid: 1,
    ppid: 0,
    state: 'S',
    threads: 24,
    cpuTime: 12.4,
    residentMemory: 94_371_840n,
    command: 'init',
    executable: '/sbin/init',
    args: '/sbin/init',
  };
  return [
    init,
    ...running.map(({ id }, index) => ({
      pid: 1100 + index * 7,
      ppid: 1,
      state: 'S',
      threads: 12,
      cpuTime: 1.5 + index,
      residentMemory: BigInt(40_000_000 + index * 3_000_000),
      command: id,
      executable: `/usr/bin/${id}`,
      args:
        id === 'kubelet'
          ? `/usr/bin/kubelet --hostname-override=${machine.network.hostname}`
          : `/usr/bin/${id}`,
    })),
  ];
}
