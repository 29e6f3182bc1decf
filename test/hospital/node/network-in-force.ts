import type { LinkPick, Settings } from './config/settings.ts';
import type { LabHardware, LabLink } from './lab-hardware.ts';
import type { LabNetwork } from './lab-node-options.ts';

/** What the node's network is right now: what DHCP gave, with what the configuration says put over it. */
export interface NetworkInForce {
  readonly hostname: string;
  readonly addresses: readonly {
    readonly link: string;
    readonly prefix: string;
    readonly isStatic: boolean;
  }[];
  readonly gateway: { readonly link: string; readonly address: string; readonly isStatic: boolean } | null;
  readonly nameservers: readonly string[];
  readonly searchDomains: readonly string[];
  readonly timeServers: readonly string[];
}

/** A link that is configured loses the DHCP that every port has by default; a name that no port has is waited for. */
export function networkInForce(
  hardware: LabHardware,
  given: LabNetwork,
  settings: Settings | null,
): NetworkInForce {
  const primary = primaryLink(hardware);
  const wanted = settings?.links ?? [];
  const configured = wanted.flatMap((link) => {
    const port = hardware.links.find((candidate) => isPicked(candidate, link.pick));
    return port ? [{ ...link, port }] : [];
  });
  const onPrimary = configured.find(({ port }) => port.name === primary.name);
  const fromDhcp = !onPrimary || onPrimary.usesDhcp;
  const fixed = configured.flatMap(({ port, addresses }) =>
    addresses.map((prefix) => ({ link: port.name, prefix: withLength(prefix), isStatic: true })),
  );
  const leased = given.addresses.map((prefix) => ({ link: primary.name, prefix, isStatic: false }));
  const fixedGateway = configured.find(({ gateway }) => gateway !== '');
  const leasedGateway =
    fromDhcp && given.gateway !== '' ? { link: primary.name, address: given.gateway, isStatic: false } : null;
  return {
    hostname: settings?.hostname || given.hostname,
    addresses: [...fixed, ...(fromDhcp ? leased : [])],
    gateway: fixedGateway
      ? { link: fixedGateway.port.name, address: fixedGateway.gateway, isStatic: true }
      : leasedGateway,
    nameservers: said(settings?.nameservers, given.nameservers),
    searchDomains: settings?.searchDomains ?? [],
    timeServers: said(settings?.timeServers, given.timeServers),
  };
}

/** The first port with a cable; the first port when none has one. */
export function primaryLink(hardware: LabHardware): LabLink {
  const link = hardware.links.find(({ carrier }) => carrier) ?? hardware.links[0];
  if (!link) throw new Error(`the machine ${hardware.serial} has no network port`);
  return link;
}

/** A loopback address that the configuration gave the node, where it then listens; null when it gave none. */
export function staticLoopback(network: NetworkInForce): string | null {
  const address = network.addresses.find(({ isStatic, prefix }) => isStatic && prefix.startsWith('127.'));
  return address?.prefix.split('/')[0] ?? null;
}

function said(configured: readonly string[] | undefined, given: readonly string[]): readonly string[] {
  return configured && configured.length > 0 ? configured : given;
}

function withLength(address: string): string {
  if (address.includes('/')) return address;
  return `${address}/${address.includes(':') ? 128 : 32}`;
}

function isPicked(link: LabLink, { name, selector }: LinkPick): boolean {
  if (name !== '') return name === link.name;
  const own: Readonly<Record<string, string>> = {
    hardwareAddr: link.mac,
    permanentAddr: link.mac,
    busPath: link.busPath,
    driver: link.driver,
    physical: 'true',
  };
  const fields = Object.entries(selector);
  return fields.length > 0 && fields.every(([key, pattern]) => matchesGlob(pattern, own[key] ?? ''));
}

function matchesGlob(pattern: string, value: string): boolean {
  const escaped = pattern.toLowerCase().replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(value.toLowerCase());
}
