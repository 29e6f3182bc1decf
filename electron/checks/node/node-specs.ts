/** The resources of a node that the checks read, and of each only the fields they need (talos-api 3.2). */
import { z } from 'zod';
import { failed } from '../../../shared/failure/failure.ts';
import type { NodeLink } from '../../nodes/node-link.ts';

interface SpecKind<S extends z.ZodType> {
  readonly namespace: string;
  readonly type: string;
  readonly schema: S;
}

const text = z.string().default('');
const kind = <S extends z.ZodType>(namespace: string, type: string, schema: S): SpecKind<S> => ({
  namespace,
  type,
  schema,
});

export const linkStatuses = kind(
  'network',
  'LinkStatuses.net.talos.dev',
  z.object({
    type: text,
    /** Empty for a physical link. */
    kind: text,
    hardwareAddr: text,
    linkState: z.boolean().default(false),
    speedMbit: z.number().default(0),
    duplex: text,
  }),
);
export const addressStatuses = kind(
  'network',
  'AddressStatuses.net.talos.dev',
  z.object({ address: text, linkName: text, family: text, scope: text }),
);
export const routeStatuses = kind(
  'network',
  'RouteStatuses.net.talos.dev',
  z.object({ family: text, dst: text, gateway: text, outLinkName: text, table: text }),
);
export const resolverStatuses = kind(
  'network',
  'ResolverStatuses.net.talos.dev',
  z.object({ dnsServers: z.array(z.string()).nullish() }),
);
export const dnsUpstreams = kind(
  'network',
  'DNSUpstreams.net.talos.dev',
  z.object({
    // The node writes the word and not the truth value.
    healthy: z.union([z.string(), z.boolean()]).transform((value) => String(value) === 'true'),
    addr: text,
  }),
);
export const timeStatuses = kind(
  'runtime',
  'TimeStatuses.v1alpha1.talos.dev',
  z.object({ synced: z.boolean().default(false), syncDisabled: z.boolean().default(false) }),
);
/** Every resource of a kind. Throws `check-impossible` for one that is not what Talos writes. */
export async function specsOf<S extends z.ZodType>(
  link: NodeLink,
  { namespace, type, schema }: SpecKind<S>,
  signal: AbortSignal,
): Promise<readonly { readonly id: string; readonly spec: z.output<S> }[]> {
  const resources = await link.list(namespace, type, signal);
  return resources.map(({ id, spec }) => {
    const parsed = schema.safeParse(spec);
    if (!parsed.success) {
      throw failed('check-impossible', { check: type, detail: `${type} ${id} cannot be read` }, parsed.error);
    }
    return { id, spec: parsed.data };
  });
}

/** Some of what a node lists, in one line: it may list thousands. */
export function listed(texts: readonly string[]): string {
  const shown = 12;
  const more = texts.length > shown ? ` … (${texts.length})` : '';
  return `${texts.slice(0, shown).join(', ')}${more}`;
}

/** Whether a route is the way out of the subnet for IPv4. */
export function isDefaultRoute(route: z.output<typeof routeStatuses.schema>): boolean {
  const leavesHere = route.dst === '' || route.dst === '0.0.0.0/0';
  return route.family === 'inet4' && leavesHere && route.gateway !== '' && route.table !== 'local';
}
