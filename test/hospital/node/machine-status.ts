import type { Machine } from './machine.ts';

export interface UnmetCondition {
  readonly name: string;
  readonly reason: string;
}

export interface MachineStatus {
  readonly isReady: boolean;
  readonly unmet: readonly UnmetCondition[];
}

/** The node's own judgement of itself. As in the node, it looks only while booting and running. */
export function machineStatus(machine: Machine): MachineStatus {
  if (machine.stage !== 'booting' && machine.stage !== 'running') return { isReady: true, unmet: [] };
  const unmet = [
    timeProblem(machine),
    networkProblem(machine),
    serviceProblem(machine),
    nodeProblem(machine),
  ].filter((condition) => condition !== null);
  return { isReady: unmet.length === 0, unmet };
}

function timeProblem(machine: Machine): UnmetCondition | null {
  return machine.isTimeSynced ? null : { name: 'time', reason: 'time is not synced' };
}

function networkProblem(machine: Machine): UnmetCondition | null {
  const { addressReady, connectivityReady, hostnameReady } = networkReadiness(machine);
  const waiting = [
    ...(addressReady ? [] : ['address']),
    ...(connectivityReady ? [] : ['connectivity']),
    ...(hostnameReady ? [] : ['hostname']),
  ];
  return waiting.length === 0 ? null : { name: 'network', reason: `waiting on: ${waiting.join(', ')}` };
}

/** What NetworkStatuses says. */
export function networkReadiness(machine: Machine): {
  addressReady: boolean;
  connectivityReady: boolean;
  hostnameReady: boolean;
  etcFilesReady: boolean;
} {
  const { addresses, gateway, hostname } = machine.network;
  const hasCable = machine.habits.linkDown !== true;
  return {
    addressReady: addresses.length > 0,
    connectivityReady: gateway !== null && hasCable,
    hostnameReady: hostname !== '',
    etcFilesReady: true,
  };
}

function serviceProblem(machine: Machine): UnmetCondition | null {
  const required = [
    'apid',
    'machined',
    'kubelet',
    ...(machine.role === 'controlplane' ? ['etcd', 'trustd'] : []),
  ];
  const known = machine.services.all();
  const problems = known.flatMap(({ id, state, health }) => {
    if (state !== 'Running') return [`${id} not running`];
    return health === 'unhealthy' ? [`${id} not healthy`] : [];
  });
  const missing = required.filter((id) => !known.some((service) => service.id === id));
  const all = [...problems, ...missing.map((id) => `${id} not running`)];
  return all.length === 0 ? null : { name: 'services', reason: all.join(', ') };
}

function nodeProblem(machine: Machine): UnmetCondition | null {
  if (!machine.isConfigured || machine.isKubernetesReady) return null;
  const { hostname } = machine.network;
  const reason = machine.cluster?.isApiUp()
    ? `node "${hostname}" is not ready`
    : `node "${hostname}" status is not available yet`;
  return { name: 'nodeReady', reason };
}
