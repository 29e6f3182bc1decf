/** A partition that an earlier life of the disk left behind. */
export interface LabPartition {
  readonly index: number;
  readonly sizeBytes: number;
  /** What the node's probe would name it: ext4, xfs, vfat, swap, luks, lvm2-pv, linux-raid. */
  readonly filesystem: string;
  readonly label?: string;
  readonly partitionLabel?: string;
}

/** One block device as the node's kernel sees it. */
export interface LabDisk {
  readonly path: string;
  readonly model: string;
  readonly serial: string;
  readonly sizeBytes: number;
  readonly transport: 'nvme' | 'sata' | 'sas' | 'usb' | 'virtio' | 'mmc';
  readonly rotational: boolean;
  readonly wwid: string;
  readonly busPath: string;
  /** The stick that the node was booted from. */
  readonly readonly?: boolean;
  readonly partitions: readonly LabPartition[];
}

/** One physical network port. */
export interface LabLink {
  readonly name: string;
  readonly mac: string;
  readonly speedMbit: number;
  /** Whether a cable with a living other end is plugged in. */
  readonly carrier: boolean;
  readonly driver: string;
  readonly busPath: string;
  readonly vendor: string;
  readonly product: string;
}

/** A machine as it leaves the factory; nothing in it changes when it is configured. */
export interface LabHardware {
  readonly uuid: string;
  readonly serial: string;
  readonly manufacturer: string;
  readonly product: string;
  readonly sku: string;
  readonly biosVersion: string;
  readonly cpus: {
    readonly sockets: number;
    readonly cores: number;
    readonly threads: number;
    readonly model: string;
    readonly maxMhz: number;
  };
  readonly memoryMiB: number;
  readonly memoryModules: number;
  readonly hasTpm: boolean;
  readonly links: readonly LabLink[];
  readonly disks: readonly LabDisk[];
}

const GB = 1_000_000_000;
const GIB = 1_073_741_824;

interface Model {
  readonly manufacturer: string;
  readonly product: string;
  readonly sku: string;
  readonly biosVersion: string;
  readonly cpu: LabHardware['cpus'];
  readonly memoryMiB: number;
  readonly memoryModules: number;
  readonly hasTpm: boolean;
  /** First three bytes of the maker's Ethernet addresses. */
  readonly oui: string;
  readonly ports: readonly Omit<LabLink, 'mac'>[];
}

const INTEL_I226 = { driver: 'igc', vendor: 'Intel Corporation', product: 'Ethernet Controller I226-LM' };
const INTEL_X710 = {
  driver: 'i40e',
  vendor: 'Intel Corporation',
  product: 'Ethernet Controller X710 for 10GBASE-T',
};
const BROADCOM_5720 = {
  driver: 'tg3',
  vendor: 'Broadcom Inc.',
  product: 'NetXtreme BCM5720 Gigabit Ethernet PCIe',
};

/** Three models that differ in ports, speeds, disks and memory, as a mixed fleet does. */
const MODELS: readonly [Model, Model, Model] = [
  {
    manufacturer: 'OnLogic',
    product: 'Karbon 804',
    sku: 'K804-1002',
    biosVersion: 'Z01-0004A018',
    cpu: { sockets: 1, cores: 14, threads: 20, model: '13th Gen Intel(R) Core(TM) i7-13800HE', maxMhz: 5000 },
    memoryMiB: 32768,
    memoryModules: 2,
    hasTpm: true,
    oui: '84:8b:cd',
    ports: [
      { name: 'enp2s0', speedMbit: 2500, carrier: true, busPath: '0000:02:00.0', ...INTEL_I226 },
      { name: 'enp3s0', speedMbit: 1000, carrier: false, busPath: '0000:03:00.0', ...INTEL_I226 },
    ],
  },
  {
    manufacturer: 'Dell Inc.',
    product: 'PowerEdge XR4510c',
    sku: 'SKU=0B5F;ModelName=PowerEdge XR4510c',
    biosVersion: '1.17.2',
    cpu: {
      sockets: 1,
      cores: 16,
      threads: 32,
      model: 'Intel(R) Xeon(R) D-2776NT CPU @ 2.10GHz',
      maxMhz: 3200,
    },
    memoryMiB: 65536,
    memoryModules: 4,
    hasTpm: true,
    oui: 'b0:4f:13',
    ports: [
      { name: 'eno1', speedMbit: 10000, carrier: true, busPath: '0000:05:00.0', ...INTEL_X710 },
      { name: 'eno2', speedMbit: 10000, carrier: true, busPath: '0000:05:00.1', ...INTEL_X710 },
      { name: 'enp6s0f0', speedMbit: 1000, carrier: false, busPath: '0000:06:00.0', ...BROADCOM_5720 },
      { name: 'enp6s0f1', speedMbit: 1000, carrier: false, busPath: '0000:06:00.1', ...BROADCOM_5720 },
    ],
  },
  {
    manufacturer: 'Advantech',
    product: 'UNO-348',
    sku: 'UNO-348-ANBKA',
    biosVersion: '5.27.R.1.060.13',
    cpu: {
      sockets: 1,
      cores: 4,
      threads: 8,
      model: 'Intel(R) Core(TM) i5-10500E CPU @ 3.10GHz',
      maxMhz: 4200,
    },
    memoryMiB: 16384,
    memoryModules: 1,
    hasTpm: false,
    oui: 'c4:00:ad',
    ports: [
      { name: 'enp1s0', speedMbit: 1000, carrier: true, busPath: '0000:01:00.0', ...INTEL_I226 },
      { name: 'enp4s0', speedMbit: 1000, carrier: true, busPath: '0000:04:00.0', ...INTEL_I226 },
      { name: 'enp5s0', speedMbit: 1000, carrier: false, busPath: '0000:05:00.0', ...INTEL_I226 },
    ],
  },
];

/** The serial numbers on the labels of the three machines of the demo; later ones are counted on from the index. */
const LABELS = ['7KX2-0931', 'CN7J4R3', 'TPA-2209417'] as const;

/**
 * Makes the `index`-th machine of a plausible mixed fleet. Same index, same machine; no two share a UUID, serial
 * number, Ethernet address or disk serial number. Indices 1, 4, 7 ... carry an old Debian installation (ext4 and
 * LVM) on their second disk.
 */
export function labHardware(index: number): LabHardware {
  const model = MODELS[index % MODELS.length] ?? MODELS[0];
  const label = LABELS[index];
  return {
    uuid: uuidOf(index),
    serial: label ?? `7KX2-${String(1000 + index).padStart(4, '0')}`,
    manufacturer: model.manufacturer,
    product: model.product,
    sku: model.sku,
    biosVersion: model.biosVersion,
    cpus: model.cpu,
    memoryMiB: model.memoryMiB,
    memoryModules: model.memoryModules,
    hasTpm: model.hasTpm,
    links: model.ports.map((port, position) => ({ ...port, mac: macOf(model.oui, index, position) })),
    disks: [...disksOf(index), bootStick(index)],
  };
}

function disksOf(index: number): readonly LabDisk[] {
  const tag = hex(0x3a91 + index * 0x1f7, 6).toUpperCase();
  switch (index % MODELS.length) {
    case 0:
      return [nvme(0, 'Samsung SSD 980 PRO 1TB', `S5GXNF0T${tag}`, 1000.2 * GB)];
    case 1:
      return [
        nvme(0, 'Dell Ent NVMe PM9A3 M.2 960GB', `S6FTNG0W${tag}`, 960.2 * GB),
        {
          path: '/dev/sda',
          model: 'ST2000NX0253',
          serial: `W46${tag}`,
          sizeBytes: 2000.4 * GB,
          transport: 'sata',
          rotational: true,
          wwid: `naa.5000c500b${tag.toLowerCase()}`,
          busPath: '/pci0000:00/0000:00:17.0/ata1/host0/target0:0:0/0:0:0:0',
          partitions: OLD_DEBIAN,
        },
      ];
    default:
      return [
        {
          path: '/dev/sda',
          model: 'SQF-S25M8-512G-SAC',
          serial: `5AC${tag}`,
          sizeBytes: 512.1 * GB,
          transport: 'sata',
          rotational: false,
          wwid: `naa.5e0ec91${tag.toLowerCase()}00`,
          busPath: '/pci0000:00/0000:00:17.0/ata1/host0/target0:0:0/0:0:0:0',
          partitions: [],
        },
      ];
  }
}

/** What an older node of such a site, Debian managed by Rancher, leaves on its data disk. */
const OLD_DEBIAN: readonly LabPartition[] = [
  { index: 1, sizeBytes: 512 * 1_048_576, filesystem: 'vfat', label: 'EFI' },
  {
    index: 2,
    sizeBytes: 200 * GIB,
    filesystem: 'ext4',
    label: 'rancher-data',
    partitionLabel: 'Linux filesystem',
  },
  { index: 3, sizeBytes: 1500 * GIB, filesystem: 'lvm2-pv', partitionLabel: 'Linux LVM' },
];

function nvme(position: number, model: string, serial: string, sizeBytes: number): LabDisk {
  return {
    path: `/dev/nvme${position}n1`,
    model,
    serial,
    sizeBytes,
    transport: 'nvme',
    rotational: false,
    wwid: `eui.002538${serial.toLowerCase().slice(-10)}`,
    busPath: `/pci0000:00/0000:00:06.0/0000:0${4 + position}:00.0/nvme`,
    partitions: [],
  };
}

function bootStick(index: number): LabDisk {
  return {
    path: '/dev/sdz',
    model: 'Ultra Fit',
    serial: `4C5300012${hex(0x71f0 + index * 13, 8).toUpperCase()}`,
    sizeBytes: 30.8 * GB,
    transport: 'usb',
    rotational: false,
    wwid: '',
    busPath: '/pci0000:00/0000:00:14.0/usb1/1-2/1-2:1.0/host9/target9:0:0/9:0:0:0',
    readonly: true,
    partitions: [{ index: 1, sizeBytes: 320 * 1_048_576, filesystem: 'iso9660', label: 'TALOS_V1' }],
  };
}

/** Spreads the index so that neighbouring machines do not get neighbouring values. */
function spread(index: number): number {
  return (Math.imul(index + 1, 0x9e3779b1) >>> 0) % 0x1000000;
}

function hex(value: number, digits: number): string {
  return Math.floor(value).toString(16).padStart(digits, '0').slice(-digits);
}

function macOf(oui: string, index: number, position: number): string {
  // 20 bits of machine, 4 bits of port: an odd factor keeps the machines apart.
  const tail = hex((spread(index) & 0xfffff) * 16 + position, 6);
  return `${oui}:${tail.slice(0, 2)}:${tail.slice(2, 4)}:${tail.slice(4, 6)}`;
}

function uuidOf(index: number): string {
  const head = hex(spread(index) * 241 + 0x4c4c0000, 8);
  return `${head}-0039-${hex(0x5810 + index, 4)}-8046-${hex(spread(index + 7), 6)}${hex(0x33 + index * 0x101, 6)}`;
}
