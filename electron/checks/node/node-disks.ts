import type { Check, Facts, Finding } from '../../../shared/domain/checks/check.ts';
import { describeRule, fitDisks, gigabytes } from '../../../shared/domain/checks/fit-disks.ts';
import { failed } from '../../../shared/failure/failure.ts';
import type { NodeContext } from '../node-context.ts';
import { discoveredVolumes, disks, listed, remainsOn, specsOf } from './node-specs.ts';

/** Exactly one disk fits the plan, and what an earlier life left on it is named before it is erased. */
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
    const [found, volumes] = await Promise.all([
      specsOf(link, disks, signal),
      specsOf(link, discoveredVolumes, signal),
    ]);
    const all = found.map(({ spec }) => ({
      ...spec,
      sizeBytes: spec.size,
      isReadonly: spec.readonly,
      isCdrom: spec.cdrom,
    }));
    const fitting = fitDisks(all, slot.disk);
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
    const oldData = remainsOn(disk.dev_path, volumes);
    // On a node that is set up, what is on the disk is its own.
    if (isConfigured || oldData.length === 0) return { state: 'ok', facts };
    return fault('oldData', 'note', { oldData: listed(oldData) });
  },
};

function textOfDisk(disk: { dev_path: string; model: string; serial: string; size: number }): string {
  return [disk.dev_path, disk.model, disk.serial, `${gigabytes(disk.size)} GB`].filter(Boolean).join(' ');
}
