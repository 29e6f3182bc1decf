import { writeServiceStart } from '../logs/service-texts.ts';
import type { Machine } from '../machine.ts';

/** Starts a service that waits for nothing. */
export function startService(machine: Machine, id: string): void {
  machine.services.set(id, 'Preparing', 'Creating service runner');
  run(machine, id);
}

/** The services of a configured node. On a control plane this ends only when etcd runs, so after the bootstrap. */
export async function startEverything(machine: Machine): Promise<void> {
  const isControlPlane = machine.role === 'controlplane';
  startService(machine, 'cri');
  startService(machine, 'ext-analyzer-bridge');
  if (isControlPlane) startService(machine, 'trustd');
  await Promise.all([startKubelet(machine), isControlPlane ? startEtcd(machine) : undefined]);
  joinKubernetes(machine);
}

async function startKubelet(machine: Machine): Promise<void> {
  machine.services.set('kubelet', 'Waiting', 'Waiting for service "cri" to be "up", time sync, network');
  await machine.until(() => machine.isTimeSynced, machine.runSignal);
  machine.services.set('kubelet', 'Preparing', 'Running pre state');
  await machine.pass(3);
  run(machine, 'kubelet');
}

async function startEtcd(machine: Machine): Promise<void> {
  machine.services.set('etcd', 'Waiting', 'Waiting for service "cri" to be "up", time sync, network');
  machine.etcd = 'waiting';
  machine.changed();
  await machine.until(() => machine.isTimeSynced, machine.runSignal);
  machine.services.set('etcd', 'Preparing', 'Running pre state');
  const mayStart = () => machine.persisted.hasEtcdData || machine.cluster?.isBootstrapped() === true;
  if (!mayStart()) {
    machine.kernel.talos(
      'etcd is waiting to join the cluster, if this node is the first node of the cluster, ' +
        `please run \`talosctl bootstrap\` against one of the following IPs: [${machine.address}]`,
    );
  }
  await machine.until(mayStart, machine.runSignal);
  await machine.pass(5);
  machine.persisted.hasEtcdData = true;
  machine.cluster?.markBootstrapped();
  machine.etcd = 'running';
  run(machine, 'etcd');
}

/** Goes on after the boot: the control plane's pods, then the node itself. */
function joinKubernetes(machine: Machine): void {
  const join = async () => {
    const { cluster, role } = machine;
    if (!cluster || !role) return;
    const { hostname } = machine.network;
    const { address, talosVersion } = machine;
    cluster.join({
      name: machine.options.name,
      hostname,
      address,
      role,
      talosVersion,
      machineId: machine.machineId,
    });
    if (role === 'controlplane') {
      await machine.pass(10);
      const isFirst = !cluster.isApiUp();
      cluster.setApiServer(machine.options.name, true);
      if (isFirst) machine.options.kubernetes?.bootstrapped();
    }
    await machine.until(() => cluster.isApiUp(), machine.runSignal);
    await machine.pass(8);
    await machine.until(() => machine.habits.neverReady !== true, machine.runSignal);
    machine.options.kubernetes?.nodeReady({ hostname, role, address, talosVersion });
    machine.isKubernetesReady = true;
    machine.kernel.talos(
      'machine is running and ready {"component": "controller-runtime", "controller": "runtime.MachineStatusController"}',
    );
    machine.changed();
  };
  // A rejection can only be the end of this run, and the next one joins again.
  join().catch(() => undefined);
}

function run(machine: Machine, id: string): void {
  machine.services.set(id, 'Starting', 'Starting service');
  machine.services.set(
    id,
    'Running',
    `Started task ${id} (PID ${1000 + machine.services.all().length * 37}) for container ${id}`,
  );
  machine.services.setHealth(id, true);
  writeServiceStart(machine, id);
}
