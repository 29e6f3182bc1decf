import { CERTIFICATE, KEY_PAIR, keys } from './key-shapes.ts';

const MACHINE_CONTROLLER_MANAGER_CONFIG = keys('disabled');
const MACHINE_SCHEDULER_CONFIG = keys('disabled');
const MACHINE_CONTROL_PLANE_CONFIG = keys('', {
  controllerManager: MACHINE_CONTROLLER_MANAGER_CONFIG,
  scheduler: MACHINE_SCHEDULER_CONFIG,
});
const LINUX_ID_MAPPING = keys('containerID hostID size');
const EXTRA_MOUNT = keys('destination type source options', {
  uidMappings: [LINUX_ID_MAPPING],
  gidMappings: [LINUX_ID_MAPPING],
});
const KUBELET_NODE_IP_CONFIG = keys('validSubnets');
const KUBELET_CONFIG = keys(
  'image clusterDNS extraArgs extraConfig credentialProviderConfig defaultRuntimeSeccompProfileEnabled registerWithFQDN skipNodeRegistration disableManifestsDirectory',
  { extraMounts: [EXTRA_MOUNT], nodeIP: KUBELET_NODE_IP_CONFIG },
);
const NETWORK_DEVICE_SELECTOR = keys('busPath hardwareAddr permanentAddr pciID driver physical');
const ROUTE = keys('network gateway source metric mtu');
const BOND = keys(
  'interfaces arpIPTarget mode xmitHashPolicy lacpRate adActorSystem arpValidate arpAllTargets primary primaryReselect failOverMac adSelect miimon updelay downdelay arpInterval resendIgmp minLinks lpInterval packetsPerSlave numPeerNotif tlbDynamicLb allSlavesActive useCarrier adActorSysPrio adUserPortKey peerNotifyDelay',
  { deviceSelectors: [NETWORK_DEVICE_SELECTOR] },
);
const STP = keys('enabled');
const BRIDGE_VLAN = keys('vlanFiltering');
const BRIDGE = keys('interfaces', { stp: STP, vlan: BRIDGE_VLAN });
const BRIDGE_PORT = keys('master');
const VIP_EQUINIX_METAL_CONFIG = keys('apiToken');
const VIP_HCLOUD_CONFIG = keys('apiToken');
const DEVICE_VIP_CONFIG = keys('ip', { equinixMetal: VIP_EQUINIX_METAL_CONFIG, hcloud: VIP_HCLOUD_CONFIG });
const DHCP_OPTIONS = keys('routeMetric ipv4 ipv6 duidv6');
const VLAN = keys('addresses cidr dhcp vlanId mtu', {
  routes: [ROUTE],
  vip: DEVICE_VIP_CONFIG,
  dhcpOptions: DHCP_OPTIONS,
});
const DEVICE_WIREGUARD_PEER = keys('publicKey endpoint persistentKeepaliveInterval allowedIPs');
const DEVICE_WIREGUARD_CONFIG = keys('privateKey listenPort firewallMark', {
  peers: [DEVICE_WIREGUARD_PEER],
});
const DEVICE = keys('interface addresses cidr mtu dhcp ignore dummy', {
  deviceSelector: NETWORK_DEVICE_SELECTOR,
  routes: [ROUTE],
  bond: BOND,
  bridge: BRIDGE,
  bridgePort: BRIDGE_PORT,
  vlans: [VLAN],
  dhcpOptions: DHCP_OPTIONS,
  wireguard: DEVICE_WIREGUARD_CONFIG,
  vip: DEVICE_VIP_CONFIG,
});
const EXTRA_HOST = keys('ip aliases');
const KUBE_SPAN_FILTERS = keys('endpoints excludeAdvertisedNetworks');
const NETWORK_KUBE_SPAN = keys(
  'enabled advertiseKubernetesNetworks allowDownPeerBypass harvestExtraEndpoints mtu',
  { filters: KUBE_SPAN_FILTERS },
);
const NETWORK_CONFIG = keys('hostname nameservers searchDomains disableSearchDomain', {
  interfaces: [DEVICE],
  extraHostEntries: [EXTRA_HOST],
  kubespan: NETWORK_KUBE_SPAN,
});
const DISK_PARTITION = keys('size mountpoint');
const MACHINE_DISK = keys('device', { partitions: [DISK_PARTITION] });
const INSTALL_DISK_SELECTOR = keys('size name model serial modalias uuid wwid type busPath');
const INSTALL_EXTENSION_CONFIG = keys('image');
const INSTALL_CONFIG = keys(
  'disk extraKernelArgs image bootloader wipe legacyBIOSSupport grubUseUKICmdline',
  { diskSelector: INSTALL_DISK_SELECTOR, extensions: [INSTALL_EXTENSION_CONFIG] },
);
const MACHINE_FILE = keys('content permissions path op');
const TIME_CONFIG = keys('disabled servers bootTimeout');
const REGISTRY_MIRROR_CONFIG = keys('endpoints overridePath skipFallback');
const REGISTRY_TLS_CONFIG = keys('ca insecureSkipVerify', { clientIdentity: KEY_PAIR });
const REGISTRY_AUTH_CONFIG = keys('username password auth identityToken');
const REGISTRY_CONFIG = keys('', { tls: REGISTRY_TLS_CONFIG, auth: REGISTRY_AUTH_CONFIG });
const REGISTRIES_CONFIG = keys('', {
  mirrors: { each: REGISTRY_MIRROR_CONFIG },
  config: { each: REGISTRY_CONFIG },
});
const ENCRYPTION_KEY_STATIC = keys('passphrase');
const ENCRYPTION_KEY_NODE_ID = keys('');
const ENCRYPTION_KEY_KMS = keys('endpoint');
const ENCRYPTION_KEY_TPM = keys('checkSecurebootStatusOnEnroll');
const ENCRYPTION_KEY = keys('slot', {
  static: ENCRYPTION_KEY_STATIC,
  nodeID: ENCRYPTION_KEY_NODE_ID,
  kms: ENCRYPTION_KEY_KMS,
  tpm: ENCRYPTION_KEY_TPM,
});
const ENCRYPTION_CONFIG = keys('provider cipher keySize blockSize options', { keys: [ENCRYPTION_KEY] });
const SYSTEM_DISK_ENCRYPTION_CONFIG = keys('', { state: ENCRYPTION_CONFIG, ephemeral: ENCRYPTION_CONFIG });
const KUBERNETES_TALOS_API_ACCESS_CONFIG = keys('enabled allowedRoles allowedKubernetesNamespaces');
const KUBE_PRISM = keys('enabled port');
const HOST_DNS_CONFIG = keys('enabled forwardKubeDNSToHost resolveMemberNames');
const IMAGE_CACHE_CONFIG = keys('localEnabled');
const FEATURES_CONFIG = keys(
  'rbac stableHostname apidCheckExtKeyUsage diskQuotaSupport nodeAddressSortAlgorithm',
  {
    kubernetesTalosAPIAccess: KUBERNETES_TALOS_API_ACCESS_CONFIG,
    kubePrism: KUBE_PRISM,
    hostDNS: HOST_DNS_CONFIG,
    imageCache: IMAGE_CACHE_CONFIG,
  },
);
const UDEV_CONFIG = keys('rules');
const LOGGING_DESTINATION = keys('endpoint format extraTags');
const LOGGING_CONFIG = keys('', { destinations: [LOGGING_DESTINATION] });
const KERNEL_MODULE_CONFIG = keys('name parameters');
const KERNEL_CONFIG = keys('', { modules: [KERNEL_MODULE_CONFIG] });
const MACHINE_SECCOMP_PROFILE = keys('name value');
/** Every key that Talos 1.13 knows under `machine` (pkg/machinery/config/types/v1alpha1, v1.13.9). */
export const MACHINE_KEYS = keys(
  'type token certSANs pods env sysctls sysfs baseRuntimeSpecOverrides nodeLabels nodeAnnotations nodeTaints',
  {
    ca: KEY_PAIR,
    acceptedCAs: [CERTIFICATE],
    controlPlane: MACHINE_CONTROL_PLANE_CONFIG,
    kubelet: KUBELET_CONFIG,
    network: NETWORK_CONFIG,
    disks: [MACHINE_DISK],
    install: INSTALL_CONFIG,
    files: [MACHINE_FILE],
    time: TIME_CONFIG,
    registries: REGISTRIES_CONFIG,
    systemDiskEncryption: SYSTEM_DISK_ENCRYPTION_CONFIG,
    features: FEATURES_CONFIG,
    udev: UDEV_CONFIG,
    logging: LOGGING_CONFIG,
    kernel: KERNEL_CONFIG,
    seccompProfiles: [MACHINE_SECCOMP_PROFILE],
  },
);
