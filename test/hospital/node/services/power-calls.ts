import { randomUUID } from 'node:crypto';
import { Code, ConnectError, type ServiceImpl } from '@connectrpc/connect';
import type { MachineService } from '../../../../electron/adapters/talos/gen/talos_machine_pb.js';
import type { Machine, PowerAction } from '../machine.ts';

/** Time for the answer to leave before the node goes down. */
const LAST_ANSWER_MS = 50;

type Calls = Pick<ServiceImpl<typeof MachineService>, 'bootstrap' | 'reboot' | 'reset' | 'shutdown'>;

/** Bootstrap and everything that ends in darkness. */
export function powerCalls(machine: Machine): Calls {
  return {
    async bootstrap(request, context) {
      await refuseBootstrap(machine, context.signal);
      if (request.recoverEtcd)
        throw new ConnectError('no etcd snapshot was uploaded', Code.FailedPrecondition);
      machine.kernel.talos('bootstrap request received');
      machine.persisted.hasEtcdData = true;
      machine.cluster?.markBootstrapped();
      machine.changed();
      return { messages: [{}] };
    },
    reboot: () => ({ messages: [{ actorId: goDown(machine, 'reboot') }] }),
    reset(request) {
      if (request.reboot) return { messages: [{ actorId: goDown(machine, 'reset') }] };
      machine.persisted.config = null;
      machine.persisted.systemDisk = null;
      machine.persisted.hasEtcdData = false;
      return { messages: [{ actorId: goDown(machine, 'shutdown') }] };
    },
    shutdown: () => ({ messages: [{ actorId: goDown(machine, 'shutdown') }] }),
  };
}

/** In the node's order: CRI must be up, it must be a control plane, the time must be right, etcd must be new. */
async function refuseBootstrap(machine: Machine, signal: AbortSignal): Promise<void> {
  if (machine.services.find('cri')?.state !== 'Running') {
    throw new ConnectError('bootstrap is not available yet', Code.FailedPrecondition);
  }
  if (machine.role !== 'controlplane') throw controlPlaneOnly('bootstrap');
  if (!machine.active?.settings.hasEtcdCa && machine.minor >= 14) {
    throw new ConnectError('etcd is not configured, bootstrap is not possible', Code.InvalidArgument);
  }
  const limit = AbortSignal.any([signal, AbortSignal.timeout(Math.ceil(machine.clock.realMs(5)))]);
  await machine
    .until(() => machine.isTimeSynced, limit)
    .catch(() => {
      throw new ConnectError('time is not in sync yet', Code.FailedPrecondition);
    });
  if (machine.persisted.hasEtcdData || machine.habits.bootstrapAlreadyExists) {
    throw new ConnectError('etcd data directory is not empty', Code.AlreadyExists);
  }
}

export function controlPlaneOnly(call: string): ConnectError {
  return new ConnectError(`${call} is only available on control plane nodes`, Code.Unimplemented);
}

function goDown(machine: Machine, action: PowerAction): string {
  machine.actorId = randomUUID();
  machine.kernel.talos(`${action} via API received. actor id: ${machine.actorId}`);
  setTimeout(() => machine.endRun(action), LAST_ANSWER_MS);
  return machine.actorId;
}
