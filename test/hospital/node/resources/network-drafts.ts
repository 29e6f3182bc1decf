import type { Machine } from '../machine.ts';
import { networkReadiness } from '../machine-status.ts';
import type { Draft } from './store.ts';

const draft = (kind: string, id: string, spec: unknown): Draft => ({
  namespace: 'network',
  type: `${kind}.net.talos.dev`,
  id,
  spec,
  owner: 'network.StatusController',
});

/** Addresses, routes, name and time servers, host name and the node's judgement of them. */
export function networkDrafts(machine: Machine): readonly Draft[] {
  const { network } = machine;
  const addresses = network.addresses.map(({ prefix }) => prefix);
  const layer = (isStatic: boolean) => (isStatic ? 'configuration' : 'operator');
  return [
    ...addressStatuses(machine),
    ...routeStatuses(machine),
    draft('ResolverStatuses', 'resolvers', {
      dnsServers: network.nameservers,
      searchDomains: network.searchDomains,
    }),
    ...network.nameservers.map((server) =>
      draft('DNSUpstreams', server, {
        healthy: String(machine.dnsHealth.get(server) ?? false),
        addr: `${server}:53`,
      }),
    ),
    draft('TimeServerStatuses', 'timeservers', { timeServers: network.timeServers }),
    draft('HostnameStatuses', 'hostname', hostnameStatus(network.hostname)),
    draft('NetworkStatuses', 'status', networkReadiness(machine)),
    ...['default', 'current', 'accumulative', 'routed'].map((id) =>
      draft('NodeAddresses', id, {
        addresses: id === 'default' ? addresses.slice(0, 1) : addresses,
        sortAlgorithm: 'v1',
      }),
    ),
    ...network.addresses.map(({ link, prefix, isStatic }) =>
      draft('AddressSpecs', `${link}/${prefix}`, {
        address: prefix,
        linkName: link,
        family: familyOf(prefix),
        scope: 'global',
        flags: 'permanent',
        layer: layer(isStatic),
      }),
    ),
    draft('HostnameSpecs', 'hostname', {
      ...hostnameStatus(network.hostname),
      layer: layer(Boolean(machine.active?.settings.hostname)),
    }),
  ];
}

function addressStatuses(machine: Machine): readonly Draft[] {
  const own = machine.network.addresses.map(({ link, prefix }) =>
    draft('AddressStatuses', `${link}/${prefix}`, {
      address: prefix,
      local: prefix.split('/')[0],
      linkIndex: linkIndex(machine, link),
      linkName: link,
      family: familyOf(prefix),
      scope: 'global',
      flags: 'permanent',
      priority: 0,
    }),
  );
  const loopback = draft('AddressStatuses', 'lo/127.0.0.1/8', {
    address: '127.0.0.1/8',
    local: '127.0.0.1',
    linkIndex: 1,
    linkName: 'lo',
    family: 'inet4',
    scope: 'host',
    flags: 'permanent',
    priority: 0,
  });
  return [loopback, ...own];
}

function routeStatuses(machine: Machine): readonly Draft[] {
  const { gateway, addresses } = machine.network;
  const connected = addresses.map(({ link, prefix }) => ({
    link,
    dst: subnetOf(prefix),
    gateway: '',
    src: prefix,
    protocol: 'kernel',
  }));
  const byDefault = gateway
    ? [
        {
          link: gateway.link,
          dst: '',
          gateway: gateway.address,
          src: '',
          protocol: gateway.isStatic ? 'static' : 'dhcp',
        },
      ]
    : [];
  return [...byDefault, ...connected].map((route) =>
    draft('RouteStatuses', `${route.link}/inet4/${route.gateway}/${route.dst}/1024`, {
      family: 'inet4',
      dst: route.dst,
      src: route.src.split('/')[0],
      gateway: route.gateway,
      outLinkIndex: linkIndex(machine, route.link),
      outLinkName: route.link,
      table: 'main',
      priority: 1024,
      scope: route.gateway === '' ? 'link' : 'global',
      type: 'unicast',
      flags: '',
      protocol: route.protocol,
    }),
  );
}

function hostnameStatus(hostname: string): object {
  const [host = '', ...domain] = hostname.split('.');
  return { hostname: host, domainname: domain.join('.') };
}

function linkIndex(machine: Machine, link: string): number {
  return machine.hardware.links.findIndex(({ name }) => name === link) + 2;
}

function familyOf(prefix: string): string {
  return prefix.includes(':') ? 'inet6' : 'inet4';
}

/** The network of an IPv4 prefix; an IPv6 prefix comes back as it is. */
export function subnetOf(prefix: string): string {
  const [address = '', length = '32'] = prefix.split('/');
  if (address.includes(':')) return prefix;
  const bits = Number(length);
  const value = address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
  const size = 2 ** (32 - bits);
  const base = Math.floor(value / size) * size;
  return `${[24, 16, 8, 0].map((shift) => Math.floor(base / 2 ** shift) % 256).join('.')}/${bits}`;
}
