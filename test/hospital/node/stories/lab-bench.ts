import { onTestFinished } from 'vitest';
import { type LabSite, labMachineConfig, labSite } from '../config/write-config.ts';
import { labHardware } from '../lab-hardware.ts';
import { type LabNode, startLabNode } from '../lab-node.ts';
import type { LabNodeOptions } from '../lab-node-options.ts';
import { issueClient, type Leaf } from '../tls/authority.ts';

/** How much faster than a real machine the nodes of these stories live: 60 s become 0.3 s. */
const TIME_SCALE = 200;

/** Starts a node on a free port; it stops with the test. */
export async function nodeForTest(options: Partial<LabNodeOptions> = {}): Promise<LabNode> {
  const node = await startLabNode({
    name: 'lab-edge-01',
    address: '127.0.0.1',
    port: 0,
    profile: 'm13',
    hardware: labHardware(0),
    network: {
      addresses: ['127.0.0.1/24'],
      gateway: '127.0.0.254',
      nameservers: [],
      timeServers: [],
      hostname: 'talos-7kx-0931',
    },
    timeScale: TIME_SCALE,
    ...options,
  });
  onTestFinished(() => node.stop());
  return node;
}

export function siteForTest(): LabSite {
  return labSite('north-lab', 'https://127.0.0.1:6443');
}

/** A configuration that names its disk by serial number, as a pack's template does. */
export function configFor(
  site: LabSite,
  role: 'controlplane' | 'worker' = 'controlplane',
  hardwareIndex = 0,
): string {
  const serial = labHardware(hardwareIndex).disks[0]?.serial ?? '';
  return labMachineConfig(site, { role, hostname: `north-${role}`, install: { diskSelector: { serial } } });
}

export function adminOf(site: LabSite): Leaf {
  return issueClient(site.machineCa, ['os:admin']);
}

/** Resolves when an installed control plane is up and wants its bootstrap. */
export async function untilBootstrapIsDue(node: LabNode): Promise<void> {
  await node.until(({ etcd, isListening }) => etcd === 'waiting' && isListening, 5000);
}
