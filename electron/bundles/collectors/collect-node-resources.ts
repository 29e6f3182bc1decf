import type { NodeLink } from '../../nodes/node-link.ts';
import type { CollectorOutput } from '../run-collectors.ts';
import { collectEach } from './collect-each.ts';
import { nodeResourceTypes } from './node-resource-types.ts';

/** What the node says of itself, one document a kind; kinds of which it has none are left out. */
export async function collectNodeResources(
  link: NodeLink,
  folder: string,
  out: CollectorOutput,
  signal: AbortSignal,
): Promise<void> {
  const namespaces = new Map(nodeResourceTypes.map(([namespace, type]) => [type, namespace]));
  await out.add({ path: `${folder}/version.json`, value: await link.version(signal) });
  await collectEach([...namespaces.keys()], out, async (type) => {
    const resources = await link.list(namespaces.get(type) ?? 'runtime', type, signal);
    if (resources.length > 0) await out.add({ path: `${folder}/resources/${type}.yaml`, value: resources });
  });
}
