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
  const version = await link.version(signal);
  await out.add({ path: `${folder}/version.json`, value: version });
  const minor = minorOf(version.tag);
  const namespaces = new Map(
    nodeResourceTypes
      .filter(([, , sinceMinor = 0]) => sinceMinor <= minor)
      .map(([namespace, type]) => [type, namespace]),
  );
  await collectEach([...namespaces.keys()], out, async (type) => {
    const resources = await link.list(namespaces.get(type) ?? 'runtime', type, signal);
    if (resources.length > 0) await out.add({ path: `${folder}/resources/${type}.yaml`, value: resources });
  });
}

/** 13 of `v1.13.9`; a version that cannot be read is asked for everything. */
function minorOf(tag: string): number {
  return Number(/^v1\.(\d+)\./.exec(tag)?.[1] ?? Number.POSITIVE_INFINITY);
}
