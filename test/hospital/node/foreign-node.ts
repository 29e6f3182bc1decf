import { labHardware } from './lab-hardware.ts';
import { type LabNode, startLabNode } from './lab-node.ts';
import type { LabNodeOptions } from './lab-node-options.ts';
import { createAuthority } from './tls/authority.ts';

/** Machines of other owners are counted from here, so that they never equal one of the site's own. */
const FOREIGN_INDEX = 500;

/** A configured, running node of another owner: its certificates come from an authority that nobody here has. */
export function foreignNode(
  options: Pick<LabNodeOptions, 'name' | 'address'> & Partial<LabNodeOptions> & { readonly index?: number },
): Promise<LabNode> {
  const { index = 0, ...rest } = options;
  return startLabNode({
    profile: 'cfg13',
    hardware: labHardware(FOREIGN_INDEX + index),
    network: {
      addresses: [`${options.address}/24`],
      gateway: '127.77.0.1',
      nameservers: [],
      timeServers: [],
      hostname: `radiology-${index + 1}`,
    },
    ...rest,
    site: { clusterName: 'radiology', ca: createAuthority({ organizations: ['talos'] }), ...rest.site },
  });
}
