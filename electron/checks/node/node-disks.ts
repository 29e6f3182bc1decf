import type { Check, Facts, Finding } from '../../../shared/domain/checks/check.ts';
import {
  describeRule,
  fittingDisks,
  type NodeDisk,
  oldDataOn,
  readDisks,
} from '../../../shared/domain/provisioning/choose-disk.ts';
import { failed } from '../../../shared/failure/failure.ts';
import type { NodeContext } from '../node-context.ts';
import { listed } from './node-specs.ts';

/** Exactly one disk fits the plan, by the rule that provisioning uses, and what is on it is named before it is erased. */
export const nodeDisks: Check<NodeContext> = {
  code: 'node-disks',
  needs: [],
  timeoutMs: 10_000,
  owner: 'you',
  run: async ({ link, slot, isConfigured }, signal) => {
    if (slot === null) {
      const detail = 'the node is not bound to a place, so no rule says which disk is meant';
      throw failed('check-impossible', { check: 'node-disks', detail });
    }
    const [resources, volumes] = await Promise.all([
      link.list('runtime', 'Disks.block.talos.dev', signal),
      link.list('runtime', 'DiscoveredVolumes.block.talos.dev', signal),
    ]);
    const all = readDisks(resources);
    const fitting = fittingDisks(all, slot.disk);
    const [disk, ...others] = fitting;
    const facts: Facts = {
      rule: describeRule(slot.disk),
      disks: listed(all.filter(({ transport }) => transport !== '').map(textOfDisk)),
      fitting: fitting.length,
      disk: disk === undefined ? null : textOfDisk(disk),
      serial: disk?.serial ?? null,
      sizeBytes: disk?.sizeBytes ?? null,
    };
    const fault = (kind: string, severity: 'blocks' | 'note', more: Facts = {}): Finding => ({
      state: 'fault',
      severity,
      facts: { ...facts, ...more, kind },
    });
    if (disk === undefined) return fault('missing', 'blocks');
    if (others.length > 0)
      return fault('ambiguous', 'blocks', { candidates: listed(fitting.map(textOfDisk)) });
    const oldData = oldDataOn(disk, volumes);
    // On a node that is set up, what is on the disk is its own.
    if (isConfigured || oldData.length === 0) return { state: 'ok', facts };
    return fault('oldData', 'note', { oldData: listed(oldData) });
  },
};

function textOfDisk({ devPath, model, serial, sizeBytes }: NodeDisk): string {
  return [devPath, model, serial, `${Math.round(sizeBytes / 1e9)} GB`].filter(Boolean).join(' ');
}
