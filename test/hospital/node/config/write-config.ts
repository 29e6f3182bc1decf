import { createHash } from 'node:crypto';
import { stringify } from 'yaml';
import { type Authority, createAuthority } from '../tls/authority.ts';

/** What a site's machines share. */
export interface LabSite {
  readonly clusterName: string;
  readonly endpoint: string;
  readonly machineCa: Authority;
  readonly kubernetesCa: Authority;
  readonly etcdCa: Authority;
  readonly machineToken: string;
  readonly clusterToken: string;
  readonly clusterId: string;
  readonly clusterSecret: string;
}

/** Makes the secrets of a site; all but the keys follow from the name. */
export function labSite(
  clusterName: string,
  endpoint: string,
  machineCa: Authority = createAuthority(),
): LabSite {
  const digest = (use: string) => createHash('sha256').update(`${use} ${clusterName}`);
  return {
    clusterName,
    endpoint,
    machineCa,
    kubernetesCa: createAuthority({ organizations: ['kubernetes'] }),
    etcdCa: createAuthority({ organizations: ['etcd'] }),
    machineToken: tokenFrom(digest('machine').digest('hex')),
    clusterToken: tokenFrom(digest('bootstrap').digest('hex')),
    clusterId: digest('id').digest('base64url'),
    clusterSecret: digest('secret').digest('base64'),
  };
}

/** A complete machine configuration in the classic form, as `talosctl gen config` would write it for Talos 1.12 and 1.13. */
export function labMachineConfig(
  site: LabSite,
  node: {
    role: 'controlplane' | 'worker';
    hostname: string;
    install: { disk: string } | { diskSelector: Readonly<Record<string, string>> };
    interfaces?: readonly object[];
    nameservers?: readonly string[];
    timeServers?: readonly string[];
  },
): string {
  const isControlPlane = node.role === 'controlplane';
  return stringify({
    version: 'v1alpha1',
    debug: false,
    persist: true,
    machine: {
      type: node.role,
      token: site.machineToken,
      ca: keyPair(site.machineCa, isControlPlane),
      certSANs: [],
      kubelet: { image: 'ghcr.io/siderolabs/kubelet:v1.35.2', defaultRuntimeSeccompProfileEnabled: true },
      network: {
        hostname: node.hostname,
        ...(node.interfaces ? { interfaces: node.interfaces } : {}),
        ...(node.nameservers ? { nameservers: node.nameservers } : {}),
      },
      ...(node.timeServers ? { time: { servers: node.timeServers } } : {}),
      install: { ...node.install, image: 'ghcr.io/siderolabs/installer:v1.13.9', wipe: false },
      features: {
        diskQuotaSupport: true,
        kubePrism: { enabled: true, port: 7445 },
        hostDNS: { enabled: true },
      },
    },
    cluster: {
      id: site.clusterId,
      secret: site.clusterSecret,
      controlPlane: { endpoint: site.endpoint },
      clusterName: site.clusterName,
      network: {
        dnsDomain: 'cluster.local',
        podSubnets: ['10.244.0.0/16'],
        serviceSubnets: ['10.96.0.0/12'],
      },
      token: site.clusterToken,
      ca: keyPair(site.kubernetesCa, isControlPlane),
      ...(isControlPlane
        ? { etcd: { ca: keyPair(site.etcdCa, true) }, allowSchedulingOnControlPlanes: true }
        : {}),
    },
  });
}

function keyPair(authority: Authority, withKey: boolean): { crt: string; key: string } {
  const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64');
  return { crt: base64(authority.certificatePem), key: withKey ? base64(authority.keyPem) : '' };
}

function tokenFrom(hex: string): string {
  return `${hex.slice(0, 6)}.${hex.slice(6, 22)}`;
}
