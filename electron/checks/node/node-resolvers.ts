import type { Check, Facts, Finding, Severity } from '../../../shared/domain/checks/check.ts';
import type { NodeContext } from '../node-context.ts';
import { dnsUpstreams, listed, resolverStatuses, specsOf } from './node-specs.ts';

/** The name servers that the node uses are those of the pack, and the node finds them healthy. */
export const nodeResolvers: Check<NodeContext> = {
  code: 'node-resolvers',
  needs: ['node-addresses'],
  timeoutMs: 10_000,
  owner: 'hospital-it',
  run: async ({ link, pack, isConfigured }, signal) => {
    const [resolvers, upstreams] = await Promise.all([
      specsOf(link, resolverStatuses, signal),
      specsOf(link, dnsUpstreams, signal),
    ]);
    const used = resolvers.flatMap(({ spec }) => spec.dnsServers ?? []);
    const planned = pack.network.dns.map(({ address }) => address);
    const missing = planned.filter((address) => !used.includes(address));
    const others = used.filter((address) => !planned.includes(address));
    const unhealthy = upstreams.filter(({ spec }) => !spec.healthy).map(({ spec }) => spec.addr);
    const facts: Facts = {
      used: listed(used),
      planned: planned.join(', '),
      missing: missing.join(', '),
      others: listed(others),
      unhealthy: listed(unhealthy),
      configured: isConfigured,
    };
    const fault = faultOf({ used, unhealthy, differs: missing.length + others.length > 0, isConfigured });
    if (fault === null) return { state: 'ok', facts };
    const [kind, severity, owner] = fault;
    return { state: 'fault', severity, owner, facts: { ...facts, kind } } satisfies Finding;
  },
};

function faultOf(found: {
  readonly used: readonly string[];
  readonly unhealthy: readonly string[];
  readonly differs: boolean;
  readonly isConfigured: boolean;
}): [kind: string, severity: Severity, owner: 'hospital-it' | 'back-office'] | null {
  if (found.used.length === 0) return ['none', 'blocks', 'hospital-it'];
  if (found.unhealthy.length > 0) return ['unhealthy', 'degrades', 'hospital-it'];
  if (!found.differs) return null;
  // The configuration will bring the right ones; once it is there, a difference is a fault of the template.
  return found.isConfigured ? ['differs', 'degrades', 'back-office'] : ['differs', 'note', 'back-office'];
}
