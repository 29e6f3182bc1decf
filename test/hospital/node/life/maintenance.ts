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
  if (machine.options.profile === 'siderolink-only') joinSiderolink(machine);
  await door.show(maintenanceIssuer(machine));
  const inform = createInformer(machine);
  inform();
  const unwatch = machine.watch(inform);
  machine.runSignal.addEventListener('abort', unwatch, { once: true });
  machine.changed();
  await machine.until(() => machine.isConfigured, machine.runSignal);
  unwatch();
  emitTask(machine, 'runningMaintenance', TaskEvent_Action.STOP);
  controller(machine, 'leaving maintenance service', 'config.AcquireController');
  await door.show(null);
  await machine.pass(RESTART_SECONDS);
}

/**
 * Prints what a person at the screen or the serial port reads: addresses and fingerprint, and each again when it is
 * another one; the commands with both only once.
 */
function createInformer(machine: Machine): () => void {
  const source =
    machine.minor >= 13
      ? 'runtime.MaintenanceServiceInformController'
      : 'runtime.MaintenanceServiceController';
  const told = { addresses: '', fingerprint: '', usage: machine.options.profile === 'agent' };
  return () => {
    const addresses = reachableAt(machine);
    const { fingerprint } = machine;
    if (told.addresses !== addresses.join(' ')) {
      told.addresses = addresses.join(' ');
      controller(machine, 'this machine is reachable at:', source);
      for (const address of addresses) controller(machine, `\t${address}`, source);
    }
    // One that makes a certificate for each caller would print without end.
    const isOther = told.fingerprint !== fingerprint && machine.habits.newCertificateEachConnection !== true;
    if (isOther || told.fingerprint === '') {
      told.fingerprint = fingerprint;
      controller(machine, 'server certificate issued', source, { fingerprint });
    }
    if (told.usage) return;
    told.usage = true;
    const apply = `\ttalosctl apply-config --insecure --nodes ${addresses[0] ?? machine.address}`;
    controller(machine, 'upload configuration using talosctl:', source);
    controller(machine, `${apply} --file <config.yaml>`, source);
    controller(machine, 'optionally with node fingerprint check:', source);
    controller(machine, `${apply} --cert-fingerprint '${fingerprint}' --file <config.yaml>`, source);
  };
}

/** Where the port is open: with SideroLink only on the overlay. */
function reachableAt(machine: Machine): readonly string[] {
  const { profile } = machine.options;
  const own = machine.network.addresses.map(({ prefix }) => prefix.split('/')[0] ?? '');
  return profile === 'siderolink-only' ? [overlayAddress(machine)] : own;
}

/** The last half of the machine's UUID makes its place in the overlay. */
function overlayAddress({ hardware }: Machine): string {
  const tail = hardware.uuid.replaceAll('-', '').slice(-16).match(/.{4}/g) ?? [];
  return `fdae:41e4:649b:9303:${tail.map((part) => part.replace(/^0{1,3}/, '')).join(':')}`;
}

function joinSiderolink(machine: Machine): void {
  const link = 'network.LinkSpecController';
  controller(machine, 'siderolink connection configured', 'siderolink.ManagerController', {
    endpoint: 'https://join.fleet.example:8090',
    node_uuid: machine.hardware.uuid,
    node_address: `${overlayAddress(machine)}/64`,
  });
  controller(machine, 'created new link', link, { link: 'siderolink', kind: 'wireguard' });
  controller(machine, 'reconfigured wireguard link', link, { link: 'siderolink' });
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
