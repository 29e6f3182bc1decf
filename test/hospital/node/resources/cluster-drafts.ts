import type { Machine } from '../machine.ts';
import type { Draft } from './store.ts';

const draft = (namespace: string, type: string, id: string, spec: unknown): Draft => ({
  namespace,
  type: `${type}.talos.dev`,
  id,
  spec,
});

/** What a configured node knows of its configuration, its cluster and its place in Kubernetes. */
export function clusterDrafts(machine: Machine): readonly Draft[] {
  const { active, role } = machine;
  const machineType = draft('config', 'MachineTypes.config', 'machine-type', role ?? 'unknown');
  const sideroLink =
    machine.options.profile === 'siderolink-only'
      ? [draft('config', 'SiderolinkStatuses.siderolink', 'siderolink-status', SIDEROLINK)]
      : [];
  if (!active) return [machineType, ...sideroLink];
  const config = ['v1alpha1', ...(machine.persisted.config === active ? ['persistent'] : [])].map((id) => ({
    ...draft('config', 'MachineConfigs.config', id, active.config.text),
    annotations: { 'talos.dev/yaml-spec': 'true' },
  }));
  return [machineType, ...sideroLink, ...config, ...(role ? membership(machine, role) : [])];
}

const SIDEROLINK = {
  host: 'join.fleet.example:8090',
  connected: true,
  linkName: 'siderolink',
  grpcTunnel: false,
};

function membership(machine: Machine, role: 'controlplane' | 'worker'): readonly Draft[] {
  const { hostname, addresses } = machine.network;
  const settings = machine.active?.settings;
  const members = machine.cluster?.members() ?? [];
  return [
    draft('cluster', 'Infos.cluster', 'current', {
      clusterId: settings?.clusterId,
      clusterName: settings?.clusterName,
    }),
    draft('cluster', 'Identities.cluster', 'local', { nodeId: machine.machineId }),
    ...members.map((member) =>
      draft('cluster', 'Members.cluster', member.hostname, {
        nodeId: member.machineId,
        addresses: [member.address],
        hostname: member.hostname,
        machineType: member.role,
        operatingSystem: `Talos (${member.talosVersion})`,
        ...(member.role === 'controlplane' ? { controlPlane: { port: 6443 } } : {}),
      }),
    ),
    draft('k8s', 'Nodenames.kubernetes', 'nodename', {
      nodename: hostname,
      hostnameVersion: '1',
      skipNodeRegistration: false,
    }),
    draft('k8s', 'NodeIPs.kubernetes', 'kubelet', {
      addresses: addresses.map(({ prefix }) => prefix.split('/')[0]),
    }),
    ...(machine.cluster?.isApiUp() ? nodeStatus(machine, role) : []),
    ...(machine.etcd === 'running'
      ? [draft('etcd', 'EtcdMembers.etcd', 'local', { memberID: memberId(machine).toString(16) })]
      : []),
    ...(role === 'controlplane' && machine.isKubernetesReady ? staticPods(hostname) : []),
  ];
}

function nodeStatus(machine: Machine, role: 'controlplane' | 'worker'): readonly Draft[] {
  const { hostname } = machine.network;
  return [
    draft('k8s', 'NodeStatuses.kubernetes', hostname, {
      nodename: hostname,
      nodeReady: machine.isKubernetesReady,
      unschedulable: false,
      labels: {
        'kubernetes.io/hostname': hostname,
        ...(role === 'controlplane' ? { 'node-role.kubernetes.io/control-plane': '' } : {}),
        ...machine.active?.settings.nodeLabels,
      },
      annotations: {},
      podCIDRs: ['10.244.0.0/24'],
    }),
  ];
}

function staticPods(hostname: string): readonly Draft[] {
  return ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler'].map((name) =>
    draft('k8s', 'StaticPodStatuses.kubernetes', `kube-system/${name}-${hostname}`, {
      phase: 'Running',
      conditions: [{ type: 'Ready', status: 'True' }],
    }),
  );
}

/** An etcd member id that uses the upper half of the 64 bits too, as real ones do. */
export function memberId(machine: Machine): bigint {
  return BigInt(`0x${machine.machineId.replaceAll('-', '').slice(0, 16)}`) | 0x8000000000000000n;
}
