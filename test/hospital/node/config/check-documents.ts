import { isIP } from 'node:net';
import { DOCUMENT_KINDS, LINK_KINDS } from '../config-keys/document-kinds.ts';
import { isPrefix } from './check-interfaces.ts';
import { boolAt, dig, isPlain, listAt, textAt, textsAt } from './dig.ts';
import type { ConfigDocument } from './parse-config.ts';

/** What is wrong with one document by itself. */
export function checkDocument(document: ConfigDocument): string[] {
  const { kind, name, body } = document;
  const problems: string[] = [];
  if (DOCUMENT_KINDS[kind]?.isNamed && name === '') problems.push('name must be specified');
  if (LINK_KINDS.has(kind)) problems.push(...checkLink(body));
  const check = CHECKS[kind];
  if (check) problems.push(...check(body));
  return problems.map((problem) => `${kind}/${name}: ${problem}`);
}

const CHECKS: Readonly<Record<string, (body: object) => string[]>> = {
  HostnameConfig: checkHostname,
  ResolverConfig: (body) =>
    listAt(body, 'nameservers').flatMap((server, index) =>
      isIP(textAt(server, 'address')) === 0
        ? [`nameserver ${index}: unable to parse IP "${textAt(server, 'address')}"`]
        : [],
    ),
  TimeSyncConfig: checkTime,
  KubeClusterConfig: (body) =>
    URL.canParse(textAt(body, 'endpoint')) && textAt(body, 'clusterName') !== ''
      ? []
      : ['clusterName and a valid endpoint must be set'],
  TrustedRootsConfig: (body) =>
    textAt(body, 'certificates').includes('-----BEGIN CERTIFICATE-----')
      ? []
      : ['certificates must be PEM encoded'],
  RegistryMirrorConfig: (body) =>
    listAt(body, 'endpoints').flatMap((endpoint) =>
      URL.canParse(textAt(endpoint, 'url')) ? [] : [`invalid endpoint URL "${textAt(endpoint, 'url')}"`],
    ),
  StaticHostConfig: (body) => (isIP(textAt(body, 'name')) === 0 ? ['name must be a valid IP address'] : []),
  KmsgLogConfig: (body) =>
    /^(tcp|udp):\/\/[^/]+:\d+/.test(textAt(body, 'url')) ? [] : ['url must be tcp:// or udp:// with a port'],
};

function checkLink(body: object): string[] {
  const addresses = listAt(body, 'addresses').flatMap((address, index) =>
    isPrefix(textAt(address, 'address')) ? [] : [`address ${index} must be a valid IP prefix`],
  );
  const routes = listAt(body, 'routes').flatMap((route, index) => {
    const destination = textAt(route, 'destination');
    const gateway = textAt(route, 'gateway');
    return [
      ...(destination !== '' && !isPrefix(destination)
        ? [`route ${index} destination must be a valid IP prefix`]
        : []),
      ...(gateway !== '' && isIP(gateway) === 0 ? [`route ${index} gateway must be a valid IP address`] : []),
    ];
  });
  return [...addresses, ...routes];
}

function checkHostname(body: object): string[] {
  const hostname = textAt(body, 'hostname');
  const auto = textAt(body, 'auto');
  if (auto === '' && hostname === '') return ["either 'auto' or 'hostname' must be set"];
  const problems: string[] = [];
  if (auto !== '' && auto !== 'off' && hostname !== '')
    problems.push("'auto' and 'hostname' cannot be set at the same time");
  if (!['', 'off', 'stable'].includes(auto)) problems.push(`invalid value for 'auto': ${auto}`);
  const [host = ''] = hostname.split('.');
  if (hostname.length > 253) problems.push(`fqdn is too long: ${hostname.length}`);
  if (hostname !== '' && (host.length === 0 || host.length > 63)) problems.push(`invalid hostname "${host}"`);
  return problems;
}

function checkTime(body: object): string[] {
  const problems: string[] = [];
  if (isPlain(dig(body, 'ntp')) && isPlain(dig(body, 'ptp'))) {
    problems.push('only one of ntp or ptp configuration can be specified');
  }
  if (boolAt(body, 'ntp', 'useNTS')) {
    for (const server of textsAt(body, 'ntp', 'servers')) {
      if (isIP(server) !== 0) problems.push(`NTS requires hostnames, not IP addresses: "${server}"`);
    }
  }
  return problems;
}
