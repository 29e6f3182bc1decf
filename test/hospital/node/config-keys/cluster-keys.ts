import { CERTIFICATE, KEY_PAIR, keys, PRIVATE_KEY } from './key-shapes.ts';

const CONTROL_PLANE_CONFIG = keys('endpoint localAPIServerPort');
const FLANNEL_CNI_CONFIG = keys('extraArgs kubeNetworkPoliciesEnabled');
const CNI_CONFIG = keys('name urls', { flannel: FLANNEL_CNI_CONFIG });
const CLUSTER_NETWORK_CONFIG = keys('dnsDomain podSubnets serviceSubnets', { cni: CNI_CONFIG });
const VOLUME_MOUNT_CONFIG = keys('hostPath mountPath readonly');
const ADMISSION_PLUGIN_CONFIG = keys('name configuration');
const RESOURCES_CONFIG = keys('requests limits');
const AUTHORIZATION_CONFIG_AUTHORIZER_CONFIG = keys('type name webhook');
const API_SERVER_CONFIG = keys('image extraArgs env certSANs disablePodSecurityPolicy auditPolicy', {
  extraVolumes: [VOLUME_MOUNT_CONFIG],
  admissionControl: [ADMISSION_PLUGIN_CONFIG],
  resources: RESOURCES_CONFIG,
  authorizationConfig: [AUTHORIZATION_CONFIG_AUTHORIZER_CONFIG],
});
const CONTROLLER_MANAGER_CONFIG = keys('image extraArgs env', {
  extraVolumes: [VOLUME_MOUNT_CONFIG],
  resources: RESOURCES_CONFIG,
});
const PROXY_CONFIG = keys('disabled image mode extraArgs');
const SCHEDULER_CONFIG = keys('image extraArgs env config', {
  extraVolumes: [VOLUME_MOUNT_CONFIG],
  resources: RESOURCES_CONFIG,
});
const REGISTRY_KUBERNETES_CONFIG = keys('disabled');
const REGISTRY_SERVICE_CONFIG = keys('disabled endpoint');
const DISCOVERY_REGISTRIES_CONFIG = keys('', {
  kubernetes: REGISTRY_KUBERNETES_CONFIG,
  service: REGISTRY_SERVICE_CONFIG,
});
const CLUSTER_DISCOVERY_CONFIG = keys('enabled', { registries: DISCOVERY_REGISTRIES_CONFIG });
const ETCD_CONFIG = keys('image extraArgs subnet advertisedSubnets listenSubnets', { ca: KEY_PAIR });
const CORE_DNS = keys('disabled image');
const EXTERNAL_CLOUD_PROVIDER_CONFIG = keys('enabled manifests');
const CLUSTER_INLINE_MANIFEST = keys('name contents');
const ADMIN_KUBECONFIG_CONFIG = keys('certLifetime');
/** Every key that Talos 1.13 knows under `cluster` (pkg/machinery/config/types/v1alpha1, v1.13.9). */
export const CLUSTER_KEYS = keys(
  'id secret clusterName token aescbcEncryptionSecret secretboxEncryptionSecret extraManifests extraManifestHeaders allowSchedulingOnMasters allowSchedulingOnControlPlanes',
  {
    controlPlane: CONTROL_PLANE_CONFIG,
    network: CLUSTER_NETWORK_CONFIG,
    ca: KEY_PAIR,
    acceptedCAs: [CERTIFICATE],
    aggregatorCA: KEY_PAIR,
    serviceAccount: PRIVATE_KEY,
    apiServer: API_SERVER_CONFIG,
    controllerManager: CONTROLLER_MANAGER_CONFIG,
    proxy: PROXY_CONFIG,
    scheduler: SCHEDULER_CONFIG,
    discovery: CLUSTER_DISCOVERY_CONFIG,
    etcd: ETCD_CONFIG,
    coreDNS: CORE_DNS,
    externalCloudProvider: EXTERNAL_CLOUD_PROVIDER_CONFIG,
    inlineManifests: [CLUSTER_INLINE_MANIFEST],
    adminKubeconfig: ADMIN_KUBECONFIG_CONFIG,
  },
);
