import { randomBytes } from 'node:crypto';
import type { HospitalAddresses } from './addresses.ts';
import { networkFor } from './network-for.ts';
import { createLabClusters } from './node/lab-cluster.ts';
import { type LabHardware, labHardware } from './node/lab-hardware.ts';
import { type LabNode, startLabNode } from './node/lab-node.ts';
import type { KubernetesHook, LabProfile, Misbehaviour } from './node/lab-node-options.ts';
import { CLUSTER_NAME } from './pack/build-pack.ts';
import type { Keep } from './parts.ts';
import type { SiteTrust } from './site-trust.ts';

/** How a box differs from the one that the plan was made for. */
export type BoxChange = Partial<Pick<LabHardware, 'uuid' | 'serial'>> & {
  /** The serial number on its sticker; its own unless given. */
  readonly label?: string;
};

/** How the site's nodes are at the start, each by its name, for example `lab-edge-02`. */
export interface NodesOptions {
  readonly misbehave?: Readonly<Record<string, Misbehaviour>>;
  /** `m13` unless given. One that is configured is of this site, and was set up on an earlier visit. */
  readonly profiles?: Readonly<Record<string, LabProfile>>;
  readonly boxes?: Readonly<Record<string, BoxChange>>;
  /** Nodes that have the address of another one, which answers there until `letAnswer` says otherwise. */
  readonly addressOf?: Readonly<Record<string, string>>;
}

export interface NodesGround {
  readonly addresses: HospitalAddresses;
  readonly trust: SiteTrust;
  readonly kubernetes: KubernetesHook;
  readonly timeScale: number;
}

/** Starts the site's nodes, in the order of their addresses. */
export function startNodes(
  options: NodesOptions,
  { addresses, trust, kubernetes, timeScale }: NodesGround,
  keep: Keep,
): Promise<readonly LabNode[]> {
  const clusters = createLabClusters();
  return Promise.all(
    addresses.nodes.map((planned, index) => {
      const name = nodeName(index);
      const { label, ...change } = options.boxes?.[name] ?? {};
      const taken = options.addressOf?.[name] ?? null;
      const place = taken === null ? planned : placeOf(addresses, taken);
      const habits = options.misbehave?.[name];
      return keep(
        startLabNode({
          name,
          ...place,
          profile: options.profiles?.[name] ?? 'm13',
          hardware: { ...labHardware(index), ...change },
          // What a node calls itself before anyone tells it its name.
          network: networkFor(addresses, place.address, `talos-${randomLetters()}-${randomLetters()}`),
          servicePorts: { dns: addresses.ports.dns, ntp: addresses.ports.ntp },
          site: { ca: trust.cluster.machineAuthority, clusterName: CLUSTER_NAME },
          isShadowed: taken !== null,
          ...{ kubernetes, clusters, timeScale },
          ...(label !== undefined && { label }),
          ...(habits !== undefined && { misbehave: habits }),
        }),
      );
    }),
  );
}

/** Of two nodes with one address, lets this one answer there from now on. */
export async function letAnswer(nodes: readonly LabNode[], node: LabNode): Promise<void> {
  const others = nodes.filter((each) => each !== node && each.address === node.address);
  await Promise.all(others.map((each) => each.shadow(true)));
  await node.shadow(false);
}

function nodeName(index: number): string {
  return `lab-edge-${String(index + 1).padStart(2, '0')}`;
}

function placeOf(addresses: HospitalAddresses, name: string): HospitalAddresses['nodes'][number] {
  const place = addresses.nodes.find((_, index) => nodeName(index) === name);
  if (place === undefined) throw new Error(`no node is called ${name}`);
  return place;
}

function randomLetters(): string {
  return randomBytes(2).toString('hex').slice(0, 3);
}
