import type { LabClusters } from './lab-cluster.ts';
import type { LabHardware } from './lab-hardware.ts';
import type { Authority } from './tls/authority.ts';

/**
 * What the node does at the start.
 * - `m12`, `m13`: unconfigured, with the maintenance API of Talos up to 1.12 or from 1.13;
 * - `cfg13`, `cfg14`: configured and running, with the rules of 1.13 or 1.14;
 * - `agent`: booted by Omni's bare-metal provider;
 * - `siderolink-only`: booted from Omni media, so nothing listens on the hospital's network.
 */
export type LabProfile = 'm12' | 'm13' | 'cfg13' | 'cfg14' | 'agent' | 'siderolink-only';

/** How a node misbehaves; an empty object is a good node. Switchable while it runs. */
export interface Misbehaviour {
  /** Every answer, and the first item of every stream, comes this much later. */
  readonly slowMs?: number;
  /** TLS succeeds, then come bytes that are not HTTP/2. */
  readonly garbage?: boolean;
  /** Every answer carries this many mebibytes that nobody asked for. */
  readonly hugeAnswerMiB?: number;
  readonly newCertificateEachConnection?: boolean;
  /** ApplyConfiguration is refused with this text. */
  readonly refuseConfig?: string;
  /** The disk with this serial number is gone after the first dry run (or before the first apply without one). */
  readonly diskDisappears?: string;
  readonly bootstrapAlreadyExists?: boolean;
  readonly timeNotInSync?: boolean;
  /** Once it reboots, it never comes back. */
  readonly stuckAfterReboot?: boolean;
  /** Runs, but its Kubernetes node never gets ready. */
  readonly neverReady?: boolean;
  /** The first port with a cable says that it has none. */
  readonly linkDown?: boolean;
  /** The API port is closed. */
  readonly closed?: boolean;
  /** Every connection is cut this long after it was accepted. */
  readonly dropConnectionsAfterMs?: number;
}

/** The Kubernetes side of the hospital, which the node tells about its life. */
export interface KubernetesHook {
  /** An admin kubeconfig (YAML) for the cluster. */
  kubeconfig(clusterName: string): Promise<string>;
  nodeReady(node: {
    hostname: string;
    role: 'controlplane' | 'worker';
    address: string;
    talosVersion: string;
  }): void;
  bootstrapped(): void;
  down(hostname: string): void;
}

/** What the network gave an unconfigured node; a configuration may replace each part. */
export interface LabNetwork {
  /** In CIDR form; the first is on the first port with a cable. */
  readonly addresses: readonly string[];
  readonly gateway: string;
  /** IP addresses; `servicePorts` says where they listen. */
  readonly nameservers: readonly string[];
  /** IP addresses or names, asked by SNTP. Only loopback is ever asked. */
  readonly timeServers: readonly string[];
  readonly hostname: string;
}

export interface LabNodeOptions {
  /** For logs and control calls, e.g. `lab-edge-01`; need not be the hostname. */
  readonly name: string;
  /** A loopback address, e.g. `127.77.0.11`. */
  readonly address: string;
  /** 50000 unless given; 0 takes any free port and keeps it. */
  readonly port?: number;
  readonly profile: LabProfile;
  /** e.g. `v1.13.9`; follows from the profile unless given. */
  readonly talosVersion?: string;
  readonly hardware: LabHardware;
  /** The serial number on the sticker of the box, where it is not its own: labels get swapped. */
  readonly label?: string;
  readonly network: LabNetwork;
  /** Where the site's DNS and NTP really listen when an address has no port: 53 and 123 unless given. */
  readonly servicePorts?: { readonly dns: number; readonly ntp: number };
  readonly kubernetes?: KubernetesHook;
  /** For profiles that are configured from the start: whose machine it is. */
  readonly site?: {
    readonly ca?: Authority;
    readonly clusterName?: string;
    readonly role?: 'controlplane' | 'worker';
    /** A whole machine configuration, instead of one made from the fields above. */
    readonly machineConfig?: string;
  };
  /** Nodes that share this find each other's control plane. Alone unless given. */
  readonly clusters?: LabClusters;
  /**
   * How many times faster than a real machine it lives; 10 unless given. At 1 it takes about 60 s from the apply to
   * the API with mutual TLS, and about 25 s more from the bootstrap to ready.
   */
  readonly timeScale?: number;
  /** Further kernel arguments. */
  readonly kernelArgs?: readonly string[];
  readonly misbehave?: Misbehaviour;
  /** Whether another machine has its address and answers there. */
  readonly isShadowed?: boolean;
}
