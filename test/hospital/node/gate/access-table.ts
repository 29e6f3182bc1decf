/**
 * Who may call what: A os:admin, O os:operator, R os:reader, B os:etcd:backup, M os:meta:writer. A method that is not
 * here is for the administrator.
 */
const ROWS: readonly (readonly [letters: string, service: string, methods: string])[] = [
  [
    'AOR',
    'machine.MachineService',
    'Containers CPUInfo DiskStats Dmesg Events Hostname List LoadAvg Logs LogsContainers Memory Mounts ' +
      'NetworkDeviceStats Processes ServiceList SystemStat Version',
  ],
  ['AORB', 'machine.MachineService', 'EtcdMemberList EtcdStatus EtcdAlarmList'],
  ['AO', 'machine.MachineService', 'PacketCapture Reboot ServiceRestart ServiceStart ServiceStop Shutdown'],
  ['AM', 'machine.MachineService', 'MetaWrite MetaDelete'],
  // The handler itself wants an administrator once there is a complete configuration.
  ['AR', 'machine.MachineService', 'ApplyConfiguration'],
  ['AOR', 'time.TimeService', 'Time TimeCheck'],
  ['AOR', 'storage.StorageService', 'Disks'],
  // The handler itself wants an administrator outside maintenance.
  ['AR', 'storage.StorageService', 'BlockDeviceWipe'],
  ['AOR', 'cluster.ClusterService', 'HealthCheck'],
  ['AOR', 'inspect.InspectService', 'ControllerRuntimeDependencies'],
  // Which resources, the handler decides by their type.
  ['AOR', 'cosi.resource.State', 'Get List Watch'],
];

const ROLE_LETTERS: Readonly<Record<string, string>> = {
  'os:admin': 'A',
  'os:operator': 'O',
  'os:reader': 'R',
  'os:etcd:backup': 'B',
  'os:meta:writer': 'M',
};

const ALLOWED = new Map(
  ROWS.flatMap(([letters, service, methods]) =>
    methods.split(' ').map((method) => [`${service}/${method}`, letters]),
  ),
);

/** Whether one of the roles opens `package.Service/Method`. */
export function mayCall(roles: ReadonlySet<string>, method: string): boolean {
  const letters = ALLOWED.get(method) ?? 'A';
  return [...roles].some((role) => letters.includes(ROLE_LETTERS[role] ?? '?'));
}

/** All that a node up to 1.12 answers before it is configured. */
const OLD_MAINTENANCE: ReadonlySet<string> = new Set([
  'machine.MachineService/ApplyConfiguration',
  'storage.StorageService/Disks',
  'storage.StorageService/BlockDeviceWipe',
  'cosi.resource.State/Get',
  'cosi.resource.State/List',
  'cosi.resource.State/Watch',
]);

export function isInOldMaintenance(method: string): boolean {
  return OLD_MAINTENANCE.has(method);
}
