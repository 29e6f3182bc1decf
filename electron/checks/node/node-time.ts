import type { Check, Facts, Finding } from '../../../shared/domain/checks/check.ts';
import { judgeOffsets, spreadOf, worstOffset } from '../../../shared/domain/checks/judge-offsets.ts';
import type { Server } from '../../../shared/domain/sites/pack.ts';
import type { NodeContext } from '../node-context.ts';
import { specsOf, timeStatuses } from './node-specs.ts';

/** The node asks each time server of the site itself: without time it will not start its cluster. */
export const nodeTime: Check<NodeContext> = {
  code: 'node-time',
  needs: ['node-addresses'],
  timeoutMs: 15_000,
  owner: 'hospital-it',
  run: async ({ link, pack, isConfigured }, signal) => {
    const ask = async (server: Server) => {
      const name = nameOf(server);
      return { name, offsetMs: (await link.timeCheck(name, signal))?.offsetMs ?? null };
    };
    const [asked, statuses] = await Promise.all([
      Promise.all(pack.network.ntp.map(ask)),
      specsOf(link, timeStatuses, signal),
    ]);
    const offsetsMs = asked.flatMap(({ offsetMs }) => (offsetMs === null ? [] : [Math.round(offsetMs) + 0]));
    const status = statuses[0]?.spec;
    const facts: Facts = {
      servers: asked.length,
      answering: offsetsMs.length,
      offsetMs: worstOffset(offsetsMs),
      spreadMs: spreadOf(offsetsMs),
      silent: asked
        .filter(({ offsetMs }) => offsetMs === null)
        .map(({ name }) => name)
        .join(', '),
      synced: status?.synced ?? null,
      ...Object.fromEntries(asked.map(({ name, offsetMs }) => [`${name} offsetMs`, offsetMs])),
    };
    const fault = judgeOffsets(offsetsMs, asked.length, { allSilent: 'blocks', clockOwner: 'you' });
    if (fault !== null) {
      const { kind, severity, owner } = fault;
      return { state: 'fault', severity, owner, facts: { ...facts, kind } } satisfies Finding;
    }
    // A configured node that is not synced although its servers answer has other servers in its configuration.
    const isAdrift = isConfigured && status !== undefined && !status.synced && !status.syncDisabled;
    if (!isAdrift) return { state: 'ok', facts };
    return {
      state: 'fault',
      severity: 'degrades',
      owner: 'back-office',
      facts: { ...facts, kind: 'notSynced' },
    };
  },
};

function nameOf({ address, port }: Server): string {
  return port === undefined ? address : `${address}:${port}`;
}
