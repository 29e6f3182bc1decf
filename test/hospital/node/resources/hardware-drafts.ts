import type { Machine } from '../machine.ts';
import type { Draft } from './store.ts';

const draft = (kind: string, id: string, spec: unknown): Draft => ({
  namespace: 'hardware',
  type: `${kind}.hardware.talos.dev`,
  id,
  spec,
  owner: 'hardware.SystemInfoController',
});

/** What the firmware's tables say: maker, processors, memory, TPM, devices. */
export function hardwareDrafts(machine: Machine): readonly Draft[] {
  const { hardware } = machine;
  const { cpus, memoryModules, memoryMiB } = hardware;
  const processors = Array.from({ length: cpus.sockets }, (_, socket) =>
    draft('Processors', `CPU-${socket}`, {
      socket: `CPU ${socket}`,
      manufacturer: 'Intel(R) Corporation',
      productName: cpus.model,
      maxSpeedMhz: cpus.maxMhz,
      bootSpeedMhz: cpus.maxMhz,
      status: 65,
      coreCount: cpus.cores,
      coreEnabled: cpus.cores,
      threadCount: cpus.threads,
    }),
  );
  const modules = Array.from({ length: memoryModules }, (_, slot) =>
    draft('MemoryModules', `DIMM-${slot}`, {
      sizeMiB: memoryMiB / memoryModules,
      deviceLocator: `DIMM ${slot}`,
      bankLocator: `BANK ${slot}`,
      speed: 3200,
      manufacturer: 'Innodisk',
      serialNumber: `${hardware.serial}-M${slot}`,
    }),
  );
  const devices = hardware.links.map((link) =>
    draft('PCIDevices', link.busPath, {
      class: 'Network controller',
      subclass: 'Ethernet controller',
      vendor: link.vendor,
      product: link.product,
      class_id: '0x02',
      subclass_id: '0x00',
      vendor_id: '0x8086',
      product_id: '0x125b',
      driver: link.driver,
    }),
  );
  const registers = hardware.hasTpm ? [0, 7, 11].map((index) => draft('PCRStatuses', String(index), {})) : [];
  return [systemInformation(machine), ...processors, ...modules, ...devices, ...registers];
}

function systemInformation(machine: Machine): Draft {
  const { hardware } = machine;
  return draft('SystemInformations', 'systeminformation', {
    manufacturer: hardware.manufacturer,
    productName: hardware.product,
    version: 'To be filled by O.E.M.',
    ...(machine.minor >= 14 ? { biosVersion: hardware.biosVersion } : {}),
    serialnumber: hardware.serial,
    uuid: hardware.uuid,
    wakeUpType: 'Power Switch',
    skuNumber: hardware.sku,
  });
}
