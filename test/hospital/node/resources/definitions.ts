import type { Draft } from './store.ts';

export interface ResourceType {
  readonly type: string;
  readonly namespace: string;
  readonly isSensitive: boolean;
}

/** Types that every role may read, without the `.talos.dev` at the end. */
const OPEN: readonly (readonly [namespace: string, types: string])[] = [
  [
    'network',
    'LinkStatuses.net EthernetStatuses.net HardwareAddresses.net AddressStatuses.net RouteStatuses.net',
  ],
  [
    'network',
    'ResolverStatuses.net DNSUpstreams.net TimeServerStatuses.net HostnameStatuses.net NetworkStatuses.net',
  ],
  [
    'network',
    'ProbeStatuses.net NodeAddresses.net AddressSpecs.net RouteSpecs.net HostnameSpecs.net ResolverSpecs.net',
  ],
  ['network', 'TimeServerSpecs.net'],
  [
    'runtime',
    'MachineStatuses.runtime Versions.runtime KernelCmdlines.runtime MetaKeys.runtime ExtensionStatuses.runtime',
  ],
  [
    'runtime',
    'Diagnostics.runtime MaintenanceServiceConfigs.runtime UniqueMachineTokens.runtime EventSinkConfigs.runtime',
  ],
  [
    'runtime',
    'KmsgLogConfigs.runtime MountStatuses.runtime Environments.runtime SecurityStates PlatformMetadatas BootedEntries',
  ],
  ['runtime', 'Services.v1alpha1 TimeStatuses.v1alpha1 AdjtimeStatuses.v1alpha1'],
  [
    'runtime',
    'Disks.block SystemDisks.block DiscoveredVolumes.block VolumeStatuses.block MountStatuses.block',
  ],
  ['config', 'MachineTypes.config SiderolinkStatuses.siderolink'],
  [
    'hardware',
    'SystemInformations.hardware Processors.hardware MemoryModules.hardware PCIDevices.hardware PCRStatuses.hardware',
  ],
  [
    'k8s',
    'Nodenames.kubernetes NodeStatuses.kubernetes NodeIPs.kubernetes StaticPodStatuses.kubernetes KubePrismStatuses.kubernetes',
  ],
  ['etcd', 'EtcdMembers.etcd'],
  ['cluster', 'Infos.cluster Identities.cluster Members.cluster Affiliates.cluster'],
  ['kubespan', 'KubeSpanPeerStatuses.kubespan'],
  ['perf', 'CPUStats.perf MemoryStats.perf'],
  ['cri', 'ImageCacheConfigs.cri'],
];

/** Types that only an administrator may read. */
const SENSITIVE: readonly (readonly [namespace: string, types: string])[] = [
  [
    'config',
    'MachineConfigs.config SiderolinkConfigs.siderolink SiderolinkTunnels.siderolink KubeSpanConfigs.kubespan',
  ],
  ['network', 'LinkSpecs.net OperatorSpecs.net DeviceConfigSpecs.net'],
  ['runtime', 'VolumeConfigs.block ExtensionServiceConfigs.runtime OOMActions.runtime'],
  ['cri', 'RegistryConfigs.cri'],
  ['cluster', 'DiscoveryConfigs.cluster'],
  ['files', 'EtcFileSpecs.files'],
  [
    'k8s',
    'KubeletConfigs.kubernetes KubeletSpecs.kubernetes NodeLabelSpecs.k8s NodeTaintSpecs.k8s NodeAnnotationSpecs.k8s',
  ],
  [
    'controlplane',
    'APIServerConfigs.kubernetes AuditPolicyConfigs.kubernetes AuthorizationConfigs.kubernetes',
  ],
  [
    'secrets',
    'OSRootSecrets.secrets KubernetesRootSecrets.secrets EtcdRootSecrets.secrets CertSANs.secrets ApiCertificates.secrets',
  ],
];

const NAMESPACES_WITHOUT_TYPES = ['network-config', 'cluster-raw', 'meta'];

function expand(groups: readonly (readonly [string, string])[], isSensitive: boolean): ResourceType[] {
  return groups.flatMap(([namespace, types]) =>
    types.split(' ').map((name) => ({ type: `${name}.talos.dev`, namespace, isSensitive })),
  );
}

const TYPES: readonly ResourceType[] = [
  ...expand(OPEN, false),
  ...expand(SENSITIVE, true),
  { type: 'ResourceDefinitions.meta.cosi.dev', namespace: 'meta', isSensitive: false },
  { type: 'Namespaces.meta.cosi.dev', namespace: 'meta', isSensitive: false },
];

const BY_TYPE = new Map(TYPES.map((entry) => [entry.type, entry]));
const NAMESPACES = new Set([...TYPES.map(({ namespace }) => namespace), ...NAMESPACES_WITHOUT_TYPES]);

/** Canonical names only, as in the node: aliases are the client's business. */
export function findType(type: string): ResourceType | undefined {
  return BY_TYPE.get(type);
}

export function isNamespace(namespace: string): boolean {
  return NAMESPACES.has(namespace);
}

/** The list of types and of namespaces, as resources themselves. */
export function definitionDrafts(): readonly Draft[] {
  const definitions = TYPES.map(({ type, namespace, isSensitive }) => {
    const plural = type.split('.')[0] ?? type;
    const singular = singularOf(plural);
    return {
      namespace: 'meta',
      type: 'ResourceDefinitions.meta.cosi.dev',
      id: type.toLowerCase(),
      spec: {
        type,
        displayType: singular,
        defaultNamespace: namespace,
        aliases: [],
        allAliases: [plural.toLowerCase(), singular.toLowerCase()],
        printColumns: [],
        sensitivity: isSensitive ? 'sensitive' : '',
      },
    };
  });
  const namespaces = [...NAMESPACES].map((id) => ({
    namespace: 'meta',
    type: 'Namespaces.meta.cosi.dev',
    id,
    spec: { description: `${id} resources` },
  }));
  return [...definitions, ...namespaces];
}

function singularOf(plural: string): string {
  if (plural.endsWith('ies')) return `${plural.slice(0, -3)}y`;
  return /(ses|xes)$/.test(plural) ? plural.slice(0, -2) : plural.replace(/s$/, '');
}
