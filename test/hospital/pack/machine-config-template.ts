import type { Slot } from '../../../shared/domain/sites/pack.ts';

/** What the template's fixed parts need to know of the site. */
export interface TemplateFacts {
  readonly subnet: string;
  readonly kubernetesAddress: string;
  readonly registryUrl: string;
  /** PEM; the nodes must trust it to pull from the registry. */
  readonly backendCa: string;
}

/**
 * The machine-config template of a role for Talos v1.12 and v1.13: the main document and the newer ones for
 * hostname, link, time, registry and trust. Placeholders `${...}` are filled in by the laptop; lists such as the
 * time servers stand alone as a scalar and take a typed value.
 */
export function machineConfigTemplate(facts: TemplateFacts, role: Slot['role'] = 'controlplane'): string {
  const cluster = role === 'controlplane' ? controlPlanePart(facts) : WORKER_PART;
  return [machineDocument(facts, role), clusterPart(), cluster, siteDocuments(facts)].join('');
}

const MACHINE_CA_KEY = `\${secrets.machineCaKey}`;

function machineDocument(facts: TemplateFacts, role: Slot['role']): string {
  return `version: v1alpha1
debug: false
persist: true
machine:
  type: \${slot.role}
  token: \${secrets.machineToken}
  ca:
    crt: \${secrets.machineCaCrt}
    key: ${role === 'controlplane' ? MACHINE_CA_KEY : '""'}
  certSANs: []
  kubelet:
    image: ghcr.io/siderolabs/kubelet:v1.35.4
    defaultRuntimeSeccompProfileEnabled: true
    disableManifestsDirectory: true
    nodeIP:
      validSubnets:
        - ${facts.subnet}
  network:
    nameservers: \${network.nameservers}
  install:
    disk: \${install.disk}
    image: ghcr.io/siderolabs/installer:v1.13.9
    wipe: true
  sysctls:
    net.core.rmem_max: "7500000"
  features:
    rbac: true
    apidCheckExtKeyUsage: true
    diskQuotaSupport: true
    kubePrism:
      enabled: true
      port: 7445
    hostDNS:
      enabled: true
      forwardKubeDNSToHost: true
  nodeLabels:
    edge.example/site-slot: \${slot.hostname}
`;
}

function clusterPart(): string {
  return `cluster:
  id: \${secrets.clusterId}
  secret: \${secrets.clusterSecret}
  controlPlane:
    endpoint: \${cluster.endpoint}
  clusterName: \${cluster.name}
  network:
    cni:
      name: none
    dnsDomain: cluster.local
    podSubnets:
      - 10.244.0.0/16
    serviceSubnets:
      - 10.96.0.0/12
  token: \${secrets.clusterToken}
  discovery:
    enabled: false
`;
}

function controlPlanePart(facts: TemplateFacts): string {
  return `  secretboxEncryptionSecret: \${secrets.secretboxEncryptionSecret}
  ca:
    crt: \${secrets.clusterCaCrt}
    key: \${secrets.clusterCaKey}
  aggregatorCA:
    crt: \${secrets.aggregatorCaCrt}
    key: \${secrets.aggregatorCaKey}
  serviceAccount:
    key: \${secrets.serviceAccountKey}
  apiServer:
    image: registry.k8s.io/kube-apiserver:v1.35.4
    certSANs:
      - ${facts.kubernetesAddress}
  controllerManager:
    image: registry.k8s.io/kube-controller-manager:v1.35.4
  scheduler:
    image: registry.k8s.io/kube-scheduler:v1.35.4
  proxy:
    disabled: true
  etcd:
    ca:
      crt: \${secrets.etcdCaCrt}
      key: \${secrets.etcdCaKey}
  allowSchedulingOnControlPlanes: true
`;
}

/** A worker knows the cluster's authority and none of its keys; Talos refuses one that is given them. */
const WORKER_PART = `  ca:
    crt: \${secrets.clusterCaCrt}
    key: ""
`;

function siteDocuments(facts: TemplateFacts): string {
  const certificate = facts.backendCa
    .trimEnd()
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
  return `---
apiVersion: v1alpha1
kind: HostnameConfig
hostname: \${slot.hostname}
---
apiVersion: v1alpha1
kind: LinkConfig
name: \${slot.link}
up: true
addresses:
  - address: \${slot.address}
routes:
  - gateway: \${network.gateway}
---
apiVersion: v1alpha1
kind: TimeSyncConfig
enabled: true
bootTimeout: 2m0s
ntp:
  servers: \${network.timeServers}
---
apiVersion: v1alpha1
kind: RegistryMirrorConfig
name: ghcr.io
endpoints:
  - url: ${facts.registryUrl}
skipFallback: true
---
apiVersion: v1alpha1
kind: TrustedRootsConfig
name: edge-backend
certificates: |
${certificate}
`;
}
