import type { NodeCredentials } from '../../electron/nodes/node-link.ts';
import { labMachineConfig } from '../hospital/node/config/write-config.ts';
import type { LabNode } from '../hospital/node/lab-node.ts';
import { adminOf, nodeForTest, siteForTest } from '../hospital/node/stories/lab-bench.ts';

/** One site for all nodes of these suites, its administrator, and a config that makes a node its control plane. */
export const labSite = siteForTest();
const admin = adminOf(labSite);
export const labCredentials: NodeCredentials = {
  ca: labSite.machineCa.certificatePem,
  certificate: admin.certificatePem,
  key: admin.keyPem,
};
export const labConfig = labMachineConfig(labSite, {
  role: 'controlplane',
  hostname: 'north',
  install: { disk: '/dev/nvme0n1' },
});

/** A simulated node in maintenance that ends with the test. */
export function simulatedNode(): Promise<LabNode> {
  return nodeForTest({
    kubernetes: {
      kubeconfig: async () => 'apiVersion: v1\nkind: Config\n',
      nodeReady: () => {},
      bootstrapped: () => {},
      down: () => {},
    },
  });
}
