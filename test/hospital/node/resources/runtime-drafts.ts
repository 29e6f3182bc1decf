import { kernelCmdline } from '../logs/boot-texts.ts';
import type { Machine } from '../machine.ts';
import { machineStatus } from '../machine-status.ts';
import type { Draft } from './store.ts';

const draft = (type: string, id: string, spec: unknown): Draft => ({
  namespace: 'runtime',
  type: `${type}.talos.dev`,
  id,
  spec,
  owner: 'runtime.MachineStatusController',
});

/** The node's own condition: stage, version, services, time, extensions, security. */
export function runtimeDrafts(machine: Machine): readonly Draft[] {
  const { isReady, unmet } = machineStatus(machine);
  const maintenance = machine.stage === 'maintenance' ? [maintenanceConfig(machine)] : [];
  return [
    draft('MachineStatuses.runtime', 'machine', {
      stage: machine.stage,
      status: { ready: isReady, unmetConditions: unmet.map(({ name, reason }) => ({ name, reason })) },
    }),
    draft('Versions.runtime', 'version', { name: 'Talos', version: machine.talosVersion }),
    draft('KernelCmdlines.runtime', 'cmdline', { cmdline: kernelCmdline(machine) }),
    draft('PlatformMetadatas', 'platformmetadata', { platform: 'metal' }),
    draft('SecurityStates', 'securitystate', {
      secureBoot: false,
      selinuxState: 'enabled, permissive',
      bootedWithUKI: true,
    }),
    draft('TimeStatuses.v1alpha1', 'node', {
      synced: machine.isTimeSynced,
      epoch: 0,
      syncDisabled: machine.active?.settings.isTimeSyncDisabled === true,
    }),
    ...machine.services.all().map(({ id, state, health }) =>
      draft('Services.v1alpha1', id, {
        running: state === 'Running',
        healthy: health === 'healthy',
        unknown: health === 'unknown',
      }),
    ),
    ...EXTENSIONS.map((metadata, index) =>
      draft('ExtensionStatuses.runtime', String(index), {
        image: `${index}.${metadata.name}.sqsh`,
        metadata,
      }),
    ),
    ...diagnostics(machine),
    ...maintenance,
    ...[...machine.persisted.meta].map(([key, value]) =>
      draft('MetaKeys.runtime', `0x${key.toString(16).padStart(2, '0')}`, {
        value: Buffer.from(value).toString('utf8'),
      }),
    ),
    draft('UniqueMachineTokens.runtime', 'unique-machine-token', { token: '' }),
  ];
}

/** What the boot media of the region carries; the last entry is how an Image Factory schematic shows up to 1.13. */
const EXTENSIONS = [
  extension('intel-ucode', '20260512', 'Intel CPU microcode updates'),
  extension('analyzer-bridge', '2.14.0', 'Connects laboratory analyzers by HL7 and ASTM'),
  extension(
    'schematic',
    '5b2fb1a3e7c94d0d8c1f6e2a90b47d35f8a1c6e2b3d4f5061728394a5b6c7d8e',
    'Image Factory schematic',
  ),
];

function extension(
  name: string,
  version: string,
  description: string,
): { name: string } & Record<string, unknown> {
  return {
    name,
    version,
    author: 'Edge Platform',
    description,
    compatibility: { talos: { version: '>= v1.12.0' } },
  };
}

function maintenanceConfig(machine: Machine): Draft {
  return draft('MaintenanceServiceConfigs.runtime', 'maintenance-service', {
    listenAddress: ':50000',
    reachableAddresses: machine.network.addresses.map(({ prefix }) => prefix.split('/')[0]),
  });
}

/** The one the node itself would raise here: an address that lies in the cluster's own subnets. */
function diagnostics(machine: Machine): readonly Draft[] {
  const overlapping = machine.network.addresses.filter(({ prefix }) => prefix.startsWith('10.244.'));
  if (!machine.isConfigured || overlapping.length === 0) return [];
  const details = overlapping.map(({ prefix }) => `${prefix} overlaps with pod subnet 10.244.0.0/16`);
  return [
    draft('Diagnostics.runtime', 'address-overlap', {
      message: 'host and Kubernetes pod/service CIDR addresses overlap',
      details,
    }),
  ];
}
