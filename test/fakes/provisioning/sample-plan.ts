import { createHash } from 'node:crypto';
import { buildPlan, type PlanParts, type ProvisionPlan } from '../../../shared/domain/provisioning/plan.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** A plan for the first slot of the sample pack. */
export function samplePlan(change: Partial<PlanParts> = {}): ProvisionPlan {
  const parts: PlanParts = {
    nodeId: 'serial:7KX20931',
    slotId: 'edge-01',
    label: 'LAB-EDGE-01',
    hostname: 'lab-edge-01',
    role: 'controlplane',
    talosVersion: 'v1.13.9',
    address: '10.20.4.11/24',
    disk: {
      devPath: '/dev/nvme0n1',
      model: 'SAMSUNG MZVL2512',
      serial: 'S64ANX0T123456',
      sizeBytes: 512_110_190_592,
      oldData: [],
    },
    configRedacted: 'version: v1alpha1\n',
    configSha256: '0'.repeat(64),
    dryRun: { accepted: true, text: '' },
    fingerprint: `${'A'.repeat(43)}=`,
    ...change,
  };
  return buildPlan(parts, sha256);
}
