import { TaskEvent_Action } from '../../../../electron/adapters/talos/gen/talos_machine_events_pb.js';
import type { Machine } from '../machine.ts';
import { maintenanceIssuer, type NodeDoor } from './door.ts';
import { emitTask } from './sequence.ts';

/** Time between the taken configuration and the restart of the API. */
const RESTART_SECONDS = 1.5;

/** Waits for a complete configuration, open to everyone on the network. Leaves with the port closed. */
export async function waitInMaintenance(machine: Machine, door: NodeDoor): Promise<void> {
  machine.stage = 'maintenance';
  emitTask(machine, 'runningMaintenance', TaskEvent_Action.START);
  controller(machine, 'entering maintenance service', 'config.AcquireController');
  await door.show(maintenanceIssuer(machine));
  printAccess(machine);
  machine.changed();
  await machine.until(() => machine.isConfigured, machine.runSignal);
  emitTask(machine, 'runningMaintenance', TaskEvent_Action.STOP);
  controller(machine, 'leaving maintenance service', 'config.AcquireController');
  await door.show(null);
  await machine.pass(RESTART_SECONDS);
}

/** What a person at the screen or the serial port reads: addresses, fingerprint, and the commands with both. */
function printAccess(machine: Machine): void {
  const source =
    machine.minor >= 13
      ? 'runtime.MaintenanceServiceInformController'
      : 'runtime.MaintenanceServiceController';
  const addresses = machine.network.addresses.map(({ prefix }) => prefix.split('/')[0] ?? '');
  const [first = machine.address] = addresses;
  controller(machine, 'this machine is reachable at:', source);
  for (const address of addresses) controller(machine, `\t${address}`, source);
  controller(machine, 'server certificate issued', source, { fingerprint: machine.fingerprint });
  if (machine.options.profile === 'agent') return;
  controller(machine, 'upload configuration using talosctl:', source);
  controller(machine, `\ttalosctl apply-config --insecure --nodes ${first} --file <config.yaml>`, source);
  controller(machine, 'optionally with node fingerprint check:', source);
  controller(
    machine,
    `\ttalosctl apply-config --insecure --nodes ${first} --cert-fingerprint '${machine.fingerprint}' --file <config.yaml>`,
    source,
  );
}

function controller(
  machine: Machine,
  text: string,
  name: string,
  more: Readonly<Record<string, string>> = {},
): void {
  machine.kernel.talos(
    `${text} ${JSON.stringify({ component: 'controller-runtime', controller: name, ...more })}`,
  );
  machine.logs.write(
    'controller-runtime',
    `${new Date().toISOString()} INFO ${text} ${JSON.stringify({ controller: name, ...more })}`,
  );
}
