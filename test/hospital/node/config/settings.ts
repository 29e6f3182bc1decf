import { boolAt, isPlain, listAt, plainAt, textAt, textsAt } from './dig.ts';
import { type DiskRule, expressionRule, selectorRule } from './install-disk.ts';
import type { ConfigDocument, MachineConfig } from './parse-config.ts';

/** How a configuration names a port: by its name, or by what the port says about itself. */
export interface LinkPick {
  readonly name: string;
  readonly selector: Readonly<Record<string, string>>;
}

export interface LinkSettings {
  readonly pick: LinkPick;
  readonly addresses: readonly string[];
  readonly gateway: string;
  readonly usesDhcp: boolean;
}

/** What a configuration asks for, whichever of the two ways it says it in. Empty text: not said. */
export interface Settings {
  /** null for a partial configuration. */
  readonly role: 'controlplane' | 'worker' | null;
  readonly hostname: string;
  readonly links: readonly LinkSettings[];
  readonly nameservers: readonly string[];
  readonly searchDomains: readonly string[];
  readonly timeServers: readonly string[];
  readonly isTimeSyncDisabled: boolean;
  readonly clusterName: string;
  readonly clusterId: string;
  readonly endpoint: string;
  /** Base64 of PEM. */
  readonly machineCa: { readonly crt: string; readonly key: string };
  readonly acceptedCas: readonly string[];
  readonly machineToken: string;
  readonly clusterToken: string;
  readonly certSans: readonly string[];
  readonly hasEtcdCa: boolean;
  readonly installDisk: DiskRule | null;
  readonly installImage: string;
  readonly nodeLabels: Readonly<Record<string, string>>;
  readonly kubeletImage: string;
}

/** Reads what matters to the node; throws Error when a disk rule is nonsense. */
export function settingsOf(config: MachineConfig): Settings {
  const { main, documents } = config;
  const of = (kind: string) => documents.find((document) => document.kind === kind)?.body;
  const type = textAt(main, 'machine', 'type');
  return {
    role: main === null ? null : type === 'worker' ? 'worker' : 'controlplane',
    hostname: textAt(main, 'machine', 'network', 'hostname') || textAt(of('HostnameConfig'), 'hostname'),
    links: [...classicLinks(main), ...documentLinks(documents)],
    nameservers: [
      ...textsAt(main, 'machine', 'network', 'nameservers'),
      ...listAt(of('ResolverConfig'), 'nameservers').map((server) => textAt(server, 'address')),
    ],
    searchDomains: [
      ...textsAt(main, 'machine', 'network', 'searchDomains'),
      ...textsAt(of('ResolverConfig'), 'searchDomains', 'domains'),
    ],
    timeServers: [
      ...textsAt(main, 'machine', 'time', 'servers'),
      ...textsAt(of('TimeSyncConfig'), 'ntp', 'servers'),
    ],
    isTimeSyncDisabled: boolAt(main, 'machine', 'time', 'disabled'),
    clusterName: textAt(main, 'cluster', 'clusterName') || textAt(of('KubeClusterConfig'), 'clusterName'),
    clusterId: textAt(main, 'cluster', 'id') || textAt(of('DiscoveryIdentityConfig'), 'clusterID'),
    endpoint:
      textAt(main, 'cluster', 'controlPlane', 'endpoint') || textAt(of('KubeClusterConfig'), 'endpoint'),
    machineCa: { crt: textAt(main, 'machine', 'ca', 'crt'), key: textAt(main, 'machine', 'ca', 'key') },
    acceptedCas: listAt(main, 'machine', 'acceptedCAs').map((authority) => textAt(authority, 'crt')),
    machineToken: textAt(main, 'machine', 'token'),
    clusterToken: textAt(main, 'cluster', 'token'),
    certSans: textsAt(main, 'machine', 'certSANs'),
    hasEtcdCa: textAt(main, 'cluster', 'etcd', 'ca', 'crt') !== '',
    installDisk: diskRule(main, of('UnattendedInstallConfig')),
    installImage:
      textAt(main, 'machine', 'install', 'image') ||
      textAt(of('UnattendedInstallConfig'), 'installer', 'image'),
    nodeLabels: texts(plainAt(main, 'machine', 'nodeLabels'), plainAt(of('KubeNodeConfig'), 'labels')),
    kubeletImage: textAt(main, 'machine', 'kubelet', 'image') || textAt(of('KubeletConfig'), 'image'),
  };
}

function diskRule(main: unknown, unattended: unknown): DiskRule | null {
  const selector = plainAt(main, 'machine', 'install', 'diskSelector');
  // As in the node, the selector wins over the path.
  if (Object.keys(selector).length > 0) return selectorRule(selector);
  const path = textAt(main, 'machine', 'install', 'disk');
  if (path !== '') return { by: 'path', path };
  const expression = textAt(unattended, 'provisioning', 'diskSelector', 'match');
  return expression === '' ? null : expressionRule(expression);
}

function classicLinks(main: unknown): LinkSettings[] {
  return listAt(main, 'machine', 'network', 'interfaces')
    .filter((device) => !boolAt(device, 'ignore'))
    .map((device) => ({
      pick: { name: textAt(device, 'interface'), selector: texts(plainAt(device, 'deviceSelector')) },
      addresses: textsAt(device, 'addresses'),
      gateway: defaultGateway(listAt(device, 'routes'), 'network'),
      usesDhcp: boolAt(device, 'dhcp'),
    }));
}

function documentLinks(documents: readonly ConfigDocument[]): LinkSettings[] {
  const dhcp = documents.filter(({ kind }) => kind === 'DHCPv4Config').map(({ name }) => name);
  const configured = documents.filter(({ kind }) => kind === 'LinkConfig');
  const links = configured.map(({ name, body }) => ({
    pick: { name, selector: {} },
    addresses: listAt(body, 'addresses').map((address) => textAt(address, 'address')),
    gateway: defaultGateway(listAt(body, 'routes'), 'destination'),
    usesDhcp: dhcp.includes(name),
  }));
  const dhcpOnly = dhcp
    .filter((name) => !configured.some((link) => link.name === name))
    .map((name) => ({ pick: { name, selector: {} }, addresses: [], gateway: '', usesDhcp: true }));
  return [...links, ...dhcpOnly];
}

function defaultGateway(routes: readonly unknown[], destinationKey: string): string {
  const isDefault = (route: unknown) => ['', '0.0.0.0/0'].includes(textAt(route, destinationKey));
  return textAt(routes.find(isDefault), 'gateway');
}

/** Scalars as text; a later map wins. */
function texts(...maps: readonly object[]): Readonly<Record<string, string>> {
  const entries = maps.flatMap((map) => Object.entries(map));
  return Object.fromEntries(
    entries.filter(([, value]) => !isPlain(value)).map(([key, value]) => [key, String(value)]),
  );
}
