import { authorityFrom } from '../tls/authority.ts';
import { checkInterfaces } from './check-interfaces.ts';
import { boolAt, dig, isPlain, listAt, type Plain, plainAt, textAt, textsAt } from './dig.ts';

/** `<6 characters>.<16 characters>`, as `talosctl gen secrets` makes them. */
const TOKEN = /^[a-z0-9]{6}\.[a-z0-9]{16}$/;
const SAN = /^[A-Za-z0-9.:_*-]+$/;

/** What Talos 1.`minor` finds wrong with the main document, in its order; an installed node needs no install section. */
export function checkMain(main: Plain, minor: number, needsInstall: boolean): string[] {
  if (!isPlain(main.machine)) return ['machine instructions are required'];
  const type = textAt(main, 'machine', 'type');
  const isControlPlane = type === 'controlplane' || type === 'init';
  return [
    ...checkCluster(main, isControlPlane, minor),
    ...(needsInstall ? checkInstall(main, minor) : []),
    ...checkFeatures(main),
    ...checkAuthority(main, type, isControlPlane),
    ...checkTokens(main),
    ...checkNames(main),
    ...checkInterfaces(listAt(main, 'machine', 'network', 'interfaces')),
    ...(main.persist === false ? ['.persist should be enabled'] : []),
  ];
}

function checkCluster(main: Plain, isControlPlane: boolean, minor: number): string[] {
  const cluster = main.cluster;
  if (!isPlain(cluster)) return ['cluster instructions are required'];
  const problems: string[] = [];
  // From 1.14 the endpoint may come from a KubeClusterConfig document instead.
  if (isPlain(cluster.controlPlane) || minor < 14) {
    const endpoint = textAt(cluster, 'controlPlane', 'endpoint');
    if (endpoint === '') return ['cluster controlplane endpoint is required'];
    const problem = endpointProblem(endpoint);
    if (problem) problems.push(`invalid controlplane endpoint: ${problem}`);
  }
  const domain = textAt(cluster, 'network', 'dnsDomain');
  if (domain !== '' && !/^[\w-]{1,63}(\.[\w-]{1,63})*[._]?$/.test(domain)) {
    problems.push(`"${domain}" is not a valid DNS name`);
  }
  if (isPlain(cluster.etcd)) {
    if (!isControlPlane) problems.push('etcd config is only allowed on control plane machines');
    else if (textAt(cluster, 'etcd', 'ca', 'crt') === '') problems.push('either cert or key is empty');
  }
  if (!isControlPlane && textAt(cluster, 'ca', 'key') !== '') {
    problems.push('issuing Kubernetes API CA key is not allowed on non-controlplane nodes (.cluster.ca)');
  }
  if (isControlPlane && isPlain(dig(cluster, 'network'))) {
    const cni = textAt(cluster, 'network', 'cni', 'name') || 'flannel';
    if (!['flannel', 'custom', 'none'].includes(cni)) {
      problems.push('cni name should be one of ["flannel", "custom", "none"]');
    }
  }
  return problems;
}

function endpointProblem(endpoint: string): string | null {
  if (!URL.canParse(endpoint)) return `"${endpoint}" is not a URL`;
  const { protocol, hostname } = new URL(endpoint);
  if (protocol !== 'https:' && protocol !== 'http:') return `"${endpoint}": scheme must be https`;
  return hostname === '' ? `"${endpoint}": host is empty` : null;
}

function checkInstall(main: Plain, minor: number): string[] {
  const install = dig(main, 'machine', 'install');
  if (!isPlain(install)) return minor < 14 ? ['install instructions are required in "metal" mode'] : [];
  const selector = dig(install, 'diskSelector');
  const problems: string[] = [];
  if (textAt(selector, 'name') !== '')
    problems.push('install disk selector is invalid: selector on name is not supported');
  if (textAt(install, 'disk') === '' && !isPlain(selector))
    problems.push('either install disk or diskSelector should be defined');
  if (listAt(install, 'extraKernelArgs').length > 0 && boolAt(install, 'grubUseUKICmdline')) {
    problems.push("install.extraKernelArgs and install.grubUseUKICmdline can't be used together");
  }
  return problems;
}

function checkFeatures(main: Plain): string[] {
  const dns = plainAt(main, 'machine', 'features', 'hostDNS');
  return dns.forwardKubeDNSToHost === true && dns.enabled !== true
    ? ['feature hostDNS.forwardKubeDNSToHost requires hostDNS.enabled to be true (.machine.features.hostDNS)']
    : [];
}

function checkAuthority(main: Plain, type: string, isControlPlane: boolean): string[] {
  const crt = textAt(main, 'machine', 'ca', 'crt');
  const key = textAt(main, 'machine', 'ca', 'key');
  const hasAccepted = listAt(main, 'machine', 'acceptedCAs').length > 0;
  const problems: string[] = [];
  if (crt === '' && key === '' && !hasAccepted) {
    problems.push('issuing CA or some accepted CAs are required (.machine.ca, machine.acceptedCAs)');
  }
  if (isControlPlane) {
    if (crt === '') problems.push('issuing CA is required (.machine.ca)');
    else if (key === '') problems.push('issuing CA key is required for controlplane nodes (.machine.ca.key)');
    else problems.push(...keyPairProblems(crt, key));
  } else if (type === 'worker') {
    if (key !== '')
      problems.push('issuing Talos API CA key is not allowed on non-controlplane nodes (.machine.ca)');
    if (crt === '' && !hasAccepted) {
      problems.push(
        'trusted CA certificates are required on non-controlplane nodes (.machine.ca.crt, .machine.acceptedCAs)',
      );
    }
  } else {
    problems.push(`unknown machine type "${type}"`);
  }
  return problems;
}

function keyPairProblems(crt: string, key: string): string[] {
  try {
    authorityFrom(crt, key);
    return [];
  } catch (error) {
    // Whatever node:crypto says about the pair: the node would fail on it when it starts its API.
    return [`failed to parse machine CA: ${error instanceof Error ? error.message : String(error)}`];
  }
}

function checkTokens(main: Plain): string[] {
  const problems: string[] = [];
  if (!TOKEN.test(textAt(main, 'machine', 'token'))) problems.push('trustd token is invalid');
  const bootstrap = textAt(main, 'cluster', 'token');
  if (bootstrap !== '' && !TOKEN.test(bootstrap)) problems.push('cluster bootstrap token is invalid');
  return problems;
}

function checkNames(main: Plain): string[] {
  const problems = textsAt(main, 'machine', 'certSANs')
    .filter((name) => !SAN.test(name))
    .map((name) => `invalid certificate SAN "${name}"`);
  const hostname = textAt(main, 'machine', 'network', 'hostname');
  const [host = ''] = hostname.split('.');
  if (hostname !== '' && (host.length === 0 || host.length > 63 || hostname.length > 253)) {
    problems.push(`invalid hostname "${hostname}"`);
  }
  return problems;
}
