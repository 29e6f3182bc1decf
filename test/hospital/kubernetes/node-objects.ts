import { type ClusterNode, type ClusterState, milestonesOf } from './cluster-state.ts';
import { condition, type KubeObject, kubeObject } from './kube-object.ts';

const KUBELET = 'v1.35.4';

/** The cluster's nodes and namespaces, and what Cilium knows of each node. */
export function nodeObjects(state: ClusterState): readonly KubeObject[] {
  const { cilium } = milestonesOf(state);
  const ciliumNodes = state.nodes.flatMap((node, index) => {
    const sinceMs = cilium.get(node.hostname);
    return sinceMs === undefined ? [] : [ciliumNode(node, index, sinceMs)];
  });
  const namespaces = ['default', 'edge', 'flux-system', 'kube-node-lease', 'kube-public', 'kube-system'].map(
    (name) =>
      kubeObject(
        {
          apiVersion: 'v1',
          kind: 'Namespace',
          name,
          bornAtMs: state.bornAtMs,
          labels: { 'kubernetes.io/metadata.name': name },
        },
        { spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } },
      ),
  );
  return [...namespaces, ...state.nodes.map((node) => kubeNode(node, state)), ...ciliumNodes];
}

function kubeNode(node: ClusterNode, { nowMs }: ClusterState): KubeObject {
  const { hostname, role, address, talosVersion, readyAtMs, isDown } = node;
  const labels = {
    'beta.kubernetes.io/arch': 'amd64',
    'kubernetes.io/arch': 'amd64',
    'kubernetes.io/hostname': hostname,
    'kubernetes.io/os': 'linux',
    'edge.example/site-slot': hostname,
    ...(role === 'controlplane' && { 'node-role.kubernetes.io/control-plane': '' }),
  };
  const ready = isDown
    ? condition('Ready', 'Unknown', {
        reason: 'NodeStatusUnknown',
        message: 'Kubelet stopped posting node status.',
        atMs: nowMs,
      })
    : condition('Ready', 'True', {
        reason: 'KubeletReady',
        message: 'kubelet is posting ready status',
        atMs: readyAtMs,
      });
  return kubeObject(
    { apiVersion: 'v1', kind: 'Node', name: hostname, labels, bornAtMs: readyAtMs },
    {
      spec: { podCIDR: '10.244.0.0/24' },
      status: {
        addresses: [
          { type: 'InternalIP', address },
          { type: 'Hostname', address: hostname },
        ],
        capacity: { cpu: '16', memory: '32505856Ki', pods: '110' },
        conditions: [
          condition('MemoryPressure', 'False', {
            reason: 'KubeletHasSufficientMemory',
            message: 'kubelet has sufficient memory available',
            atMs: readyAtMs,
          }),
          ready,
        ],
        nodeInfo: {
          architecture: 'amd64',
          containerRuntimeVersion: 'containerd://2.1.6',
          kernelVersion: '6.18.9-talos',
          kubeletVersion: KUBELET,
          operatingSystem: 'linux',
          osImage: `Talos (${talosVersion})`,
        },
      },
    },
  );
}

function ciliumNode({ hostname, address }: ClusterNode, index: number, sinceMs: number): KubeObject {
  return kubeObject(
    { apiVersion: 'cilium.io/v2', kind: 'CiliumNode', name: hostname, bornAtMs: sinceMs },
    {
      spec: {
        addresses: [
          { type: 'InternalIP', ip: address },
          { type: 'CiliumInternalIP', ip: `10.244.${index}.1` },
        ],
        encryption: { key: 1 },
        health: { ipv4: `10.244.${index}.7` },
        ipam: { podCIDRs: [`10.244.${index}.0/24`] },
      },
      status: { ipam: { 'operator-status': {} } },
    },
  );
}
