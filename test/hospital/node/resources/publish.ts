import { MachineStatusEventSchema } from '../../../../electron/adapters/talos/gen/talos_machine_events_pb.js';
import { STAGE_NUMBER } from '../life/run-machine.ts';
import type { Machine } from '../machine.ts';
import { machineStatus } from '../machine-status.ts';
import { blockDrafts } from './block-drafts.ts';
import { clusterDrafts } from './cluster-drafts.ts';
import { definitionDrafts } from './definitions.ts';
import { hardwareDrafts } from './hardware-drafts.ts';
import { linkDrafts } from './link-drafts.ts';
import { networkDrafts } from './network-drafts.ts';
import { runtimeDrafts } from './runtime-drafts.ts';

/** Keeps the node's resources and its status event in step with its state: after each change, everything is drawn anew. */
export function keepPublished(machine: Machine): void {
  const fixed = definitionDrafts();
  let lastStatus = '';
  machine.onChange = () => {
    const { isReady, unmet } = machineStatus(machine);
    const status = JSON.stringify([machine.stage, isReady, unmet]);
    if (status !== lastStatus) {
      lastStatus = status;
      machine.events.emit(MachineStatusEventSchema, {
        stage: STAGE_NUMBER[machine.stage],
        status: { ready: isReady, unmetConditions: unmet.map(({ name, reason }) => ({ name, reason })) },
      });
    }
    machine.store.replace([
      ...fixed,
      ...hardwareDrafts(machine),
      ...linkDrafts(machine),
      ...networkDrafts(machine),
      ...blockDrafts(machine),
      ...runtimeDrafts(machine),
      ...clusterDrafts(machine),
    ]);
  };
}
