import { type KeyShape, type KnownKeys, keys } from './key-shapes.ts';

/** One kind of configuration document beside the main one. */
export interface DocumentKind {
  /** The minor version of Talos 1.x that first knew it; 12 also stands for everything older. */
  readonly sinceMinor: number;
  readonly keys: KnownKeys;
  /** Whether several are allowed, told apart by name. */
  readonly isNamed: boolean;
}

function kind(
  sinceMinor: number,
  plain: string,
  nested: Readonly<Record<string, KeyShape>> = {},
): DocumentKind {
  return {
    sinceMinor,
    keys: keys(`apiVersion kind ${plain}`, nested),
    isNamed: plain.split(' ').includes('name'),
  };
}

const LINK_PARTS = {
  addresses: [keys('address routePriority')],
  routes: [keys('destination gateway source metric mtu table')],
} as const;
const RESOLVER_PARTS = {
  nameservers: [keys('address protocol tlsServerName')],
  searchDomains: keys('domains disableDefault'),
  hostDNS: keys('enabled forwardKubeDNSToHost resolveMemberNames'),
} as const;
const TIME_PARTS = { ntp: keys('servers useNTS'), ptp: keys('devices') } as const;

/**
 * Every kind that is registered in Talos v1.12.11, v1.13.9 or main at ad8823176e75, with its top-level keys and, for
 * those that a site template uses, the keys below them.
 */
export const DOCUMENT_KINDS: Readonly<Record<string, DocumentKind>> = {
  BGPInstanceConfig: kind(
    14,
    'name vrf localASN routerID routeSource advertise multipath maxPaths installRoutes importRoutes neighbors',
  ),
  BlackholeRouteConfig: kind(13, 'name metric'),
  BondConfig: kind(
    12,
    'name hardwareAddr links bondMode miimon updelay downdelay useCarrier xmitHashPolicy arpInterval arpIpTargets nsIp6Targets arpValidate arpAllTargets lacpRate failOverMac adSelect adActorSysPrio adUserPortKey adLACPActive primary primaryReselect resendIGMP minLinks lpInterval packetsPerSlave numPeerNotif tlbLogicalLb allSlavesActive peerNotifDelay missedMax up mtu multicast',
    LINK_PARTS,
  ),
  BridgeConfig: kind(12, 'name hardwareAddr links stp vlan up mtu multicast', LINK_PARTS),
  CRIBaseRuntimeSpecConfig: kind(14, 'overrides'),
  CRICustomizationConfig: kind(14, 'name content'),
  ContainerConfig: kind(
    14,
    'name image entrypoint args workingDir runAs environment mounts security network resources dependsOn',
  ),
  DHCPv4Config: kind(12, 'name routeMetric ignoreHostname ignoreRoutes clientIdentifier duidRaw'),
  DHCPv6Config: kind(12, 'name routeMetric ignoreHostname clientIdentifier duidRaw'),
  DiscoveryIdentityConfig: kind(14, 'clusterID clusterSecret'),
  DiscoveryServiceConfig: kind(14, 'name endpoint'),
  DummyLinkConfig: kind(12, 'name hardwareAddr up mtu multicast', LINK_PARTS),
  EnvironmentConfig: kind(13, 'variables'),
  EtcFileConfig: kind(14, 'name mode contents'),
  EthernetConfig: kind(12, 'name features rings channels wakeOnLan'),
  EventSinkConfig: kind(12, 'endpoint'),
  ExistingVolumeConfig: kind(12, 'name discovery mount trim scrub'),
  ExtensionServiceConfig: kind(12, 'name configFiles environment'),
  ExternalVolumeConfig: kind(13, 'name filesystemType mount'),
  FilesystemScrubConfig: kind(14, 'interval'),
  FilesystemTrimConfig: kind(14, 'interval'),
  HCloudVIPConfig: kind(12, 'name link apiToken'),
  HTTPProbeConfig: kind(14, 'name interval failureThreshold url timeout'),
  HostnameConfig: kind(12, 'auto hostname'),
  ImageCacheConfig: kind(14, '', { local: keys('enabled') }),
  ImageVerificationConfig: kind(13, 'rules'),
  KernelModuleConfig: kind(14, 'name parameters'),
  KmsgLogConfig: kind(12, 'name url'),
  KubeAPIServerCAConfig: kind(14, 'issuingCA acceptedCAs'),
  KubeAPIServerConfig: kind(14, 'image extraArgs env resources apiPort certExtraSANs startupProbes'),
  KubeAdmissionControlConfig: kind(14, 'name configuration'),
  KubeAggregatorCAConfig: kind(14, 'issuingCA acceptedCAs'),
  KubeAuditPolicyConfig: kind(14, 'configuration'),
  KubeAuthenticationConfig: kind(14, 'configuration'),
  KubeAuthorizerConfig: kind(14, 'name type webhook'),
  KubeClusterConfig: kind(14, 'clusterName endpoint'),
  KubeControllerManagerConfig: kind(14, 'enabled image extraArgs env resources'),
  KubeCoreDNSConfig: kind(14, 'enabled image'),
  KubeCredentialProviderConfig: kind(14, 'configuration'),
  KubeEtcdEncryptionConfig: kind(14, 'config'),
  KubeExternalManifestConfig: kind(14, 'name headers url'),
  KubeFlannelCNIConfig: kind(
    14,
    'backendType backendPort backendMTU backendExtraConfig resources extraArgs kubeNetworkPoliciesEnabled',
  ),
  KubeInlineManifestConfig: kind(14, 'name manifest'),
  KubeNetworkConfig: kind(
    14,
    'dnsDomain podSubnets serviceSubnets nodeCIDRMaskSizeIPv4 nodeCIDRMaskSizeIPv6',
  ),
  KubeNodeConfig: kind(14, 'skipNodeRegistration registerWithFQDN nodeIP labels annotations taints'),
  KubePrismConfig: kind(14, 'port tlsServerName'),
  KubeProxyConfig: kind(14, 'enabled image mode config extraArgs resources'),
  KubeSchedulerConfig: kind(14, 'enabled image config extraArgs env resources'),
  KubeServiceAccountConfig: kind(14, 'issuer accepted'),
  KubeSpanConfig: kind(
    13,
    'enabled advertiseKubernetesNetworks allowDownPeerBypass harvestExtraEndpoints mtu filters',
  ),
  KubeSpanEndpointsConfig: kind(12, 'extraAnnouncedEndpoints'),
  KubeStaticPodConfig: kind(14, 'name pod'),
  KubeTalosAPIAccessConfig: kind(14, 'allowedRoles allowedKubernetesNamespaces'),
  KubeletConfig: kind(14, 'image config extraArgs clusterDNS defaultRuntimeSeccompProfileEnabled'),
  LVMLogicalVolumeConfig: kind(14, 'name type mirrors stripes provisioning'),
  LVMVolumeGroupConfig: kind(14, 'name provisioning'),
  Layer2VIPConfig: kind(12, 'name link'),
  LinkAliasConfig: kind(12, 'name', { selector: keys('match') }),
  LinkConfig: kind(12, 'name up mtu multicast', LINK_PARTS),
  NetworkDefaultActionConfig: kind(12, 'ingress'),
  NetworkRuleConfig: kind(12, 'name', {
    portSelector: keys('ports protocol'),
    ingress: [keys('subnet except')],
  }),
  OOMConfig: kind(12, 'triggerExpression cgroupRankingExpression strictCgroupClassOrdering sampleInterval'),
  PCIDriverRebindConfig: kind(12, 'name targetDriver'),
  RAIDArrayConfig: kind(14, 'name level metadata provisioning'),
  RawVolumeConfig: kind(12, 'name provisioning encryption'),
  RegistryAuthConfig: kind(12, 'name username password auth identityToken'),
  RegistryMirrorConfig: kind(12, 'name skipFallback', { endpoints: [keys('url overridePath')] }),
  RegistryTLSConfig: kind(12, 'name clientIdentity ca insecureSkipVerify'),
  ResolverConfig: kind(12, '', RESOLVER_PARTS),
  RoutingRuleConfig: kind(13, 'name src dst table action iifName oifName fwMark fwMask'),
  SecurityProfileConfig: kind(14, 'workloadIsolation'),
  SideroLinkConfig: kind(12, 'apiUrl uniqueToken'),
  StaticHostConfig: kind(12, 'name hostnames'),
  SwapVolumeConfig: kind(12, 'name provisioning encryption'),
  SysctlConfig: kind(14, 'params'),
  SysfsConfig: kind(14, 'params'),
  TCPProbeConfig: kind(13, 'name interval failureThreshold endpoint timeout'),
  TimeSyncConfig: kind(12, 'enabled bootTimeout', TIME_PARTS),
  TrustedRootsConfig: kind(12, 'name certificates'),
  UdevRulesConfig: kind(14, 'rules'),
  UnattendedInstallConfig: kind(14, 'reboot', {
    installer: keys('image'),
    provisioning: keys('wipe', { diskSelector: keys('match') }),
  }),
  UserVolumeConfig: kind(12, 'name volumeType provisioning filesystem encryption mount trim scrub'),
  VLANConfig: kind(12, 'name vlanID vlanMode parent up mtu multicast', LINK_PARTS),
  VRFConfig: kind(13, 'name hardwareAddr links table up mtu multicast', LINK_PARTS),
  VethConfig: kind(14, 'name peer up mtu multicast', LINK_PARTS),
  VolumeConfig: kind(12, 'name provisioning filesystem encryption mount trim scrub'),
  WatchdogTimerConfig: kind(12, 'device timeout'),
  WireguardConfig: kind(12, 'name privateKey listenPort firewallMark peers up mtu multicast', LINK_PARTS),
  ZswapConfig: kind(12, 'maxPoolPercent shrinkerEnabled'),
};

/** Kinds that configure a link; one link may have one of them. */
export const LINK_KINDS: ReadonlySet<string> = new Set([
  'LinkConfig',
  'VLANConfig',
  'BondConfig',
  'BridgeConfig',
  'DummyLinkConfig',
  'VRFConfig',
  'VethConfig',
  'WireguardConfig',
]);

/** Kinds that a worker must not have. */
export const CONTROL_PLANE_ONLY: ReadonlySet<string> = new Set([
  'KubeAdmissionControlConfig',
  'KubeAPIServerConfig',
  'KubeAggregatorCAConfig',
  'KubeAuditPolicyConfig',
  'KubeAuthenticationConfig',
  'KubeAuthorizerConfig',
  'KubeControllerManagerConfig',
  'KubeCoreDNSConfig',
  'KubeEtcdEncryptionConfig',
  'KubeFlannelCNIConfig',
  'KubeProxyConfig',
  'KubeSchedulerConfig',
  'KubeServiceAccountConfig',
  'KubeTalosAPIAccessConfig',
]);
