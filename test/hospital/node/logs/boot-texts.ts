import type { Machine } from '../machine.ts';
import { partitionName } from './partition-name.ts';

/**
 * What the boot media of this region passes to the kernel. The join token is in it although these machines answer on
 * the hospital's network (a real one with it would not): it is there to be found and removed from what leaves the site.
 */
export function kernelCmdline(machine: Machine): string {
  const args = [
    'talos.platform=metal',
    'console=tty0',
    'console=ttyS0,115200n8',
    'init_on_alloc=1',
    'slab_nomerge=',
    'pti=on',
    'consoleblank=0',
    'nvme_core.io_timeout=4294967295',
    'printk.devkmsg=on',
    'selinux=1',
    'talos.events.sink=[fdae:41e4:649b:9303::1]:8090',
    'siderolink.api=https://join.fleet.example:8090?jointoken=w7uVuW3zbVKIYQuzEcyetAHeYMeo5q2L9RvkAVfCfSCD',
    ...(machine.options.kernelArgs ?? []),
  ];
  return args.join(' ');
}

/** The first lines of a start, from the kernel and its drivers. */
export function writeKernelBoot(machine: Machine): void {
  const { hardware } = machine;
  const kern = (text: string) => machine.kernel.write({ facility: 'kern', priority: 'info', text });
  const note = (text: string) => machine.kernel.write({ facility: 'kern', priority: 'notice', text });
  note(
    'Linux version 6.18.24-talos (@buildkitsandbox) (gcc (GCC) 15.2.0) #1 SMP Wed Aug 12 09:14:51 UTC 2026',
  );
  kern(`Command line: ${kernelCmdline(machine)}`);
  kern('BIOS-provided physical RAM map:');
  kern(`DMI: ${hardware.manufacturer} ${hardware.product}, BIOS ${hardware.biosVersion} 03/11/2026`);
  kern(`DMI: Memory slots populated: ${hardware.memoryModules}/${hardware.memoryModules * 2}`);
  kern(`Memory: ${hardware.memoryMiB * 1024 - 412_316}K/${hardware.memoryMiB * 1024}K available`);
  kern(`smpboot: CPU0: ${hardware.cpus.model} (family: 0x6)`);
  kern(
    hardware.hasTpm
      ? 'tpm_tis MSFT0101:00: 2.0 TPM (device-id 0x1B, rev-id 22)'
      : 'tpm tpm0: no TPM chip found',
  );
  for (const disk of machine.disks) {
    const name = disk.path.replace('/dev/', '');
    kern(
      `${disk.transport === 'nvme' ? 'nvme' : 'sd'} ${name}: ${disk.model} ${disk.serial}, ${Math.floor(disk.sizeBytes / 512)} 512-byte logical blocks`,
    );
    if (disk.partitions.length > 0)
      kern(` ${name}: ${disk.partitions.map(({ index }) => partitionName(name, index)).join(' ')}`);
  }
  for (const link of hardware.links) {
    kern(
      `${link.driver} ${link.busPath} ${link.name}: renamed from eth${hardware.links.indexOf(link)} (${link.mac})`,
    );
    if (link.carrier)
      kern(
        `${link.driver} ${link.busPath} ${link.name}: NIC Link is Up ${link.speedMbit} Mbps Full Duplex, Flow Control: RX/TX`,
      );
  }
  machine.kernel.write({
    facility: 'kern',
    priority: 'warning',
    text: 'ACPI BIOS Warning (bug): Optional FADT field Pm2ControlBlock has valid Length but zero Address',
  });
  machine.kernel.write({
    facility: 'user',
    priority: 'warning',
    text: `[talos] [initramfs] booting Talos ${machine.talosVersion}`,
  });
  machine.kernel.talos(`hardware: uuid ${hardware.uuid} serial ${hardware.serial}`);
}
