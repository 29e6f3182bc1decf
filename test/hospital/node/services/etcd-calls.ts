import type { ServiceImpl } from '@connectrpc/connect';
import type { MachineService } from '../../../../electron/adapters/talos/gen/talos_machine_pb.js';
import type { Machine } from '../machine.ts';
import { memberId } from '../resources/cluster-drafts.ts';
import { controlPlaneOnly } from './power-calls.ts';

type Calls = Pick<ServiceImpl<typeof MachineService>, 'etcdMemberList' | 'etcdStatus' | 'etcdAlarmList'>;

/** What the control plane's database says of itself. */
export function etcdCalls(machine: Machine): Calls {
  return {
    etcdMemberList() {
      const members = etcdPeers(machine);
      return {
        messages: [
          {
            legacyMembers: members.map(({ hostname }) => hostname),
            members: members.map(({ id, hostname, address }) => ({
              id,
              hostname,
              peerUrls: [`https://${address}:2380`],
              clientUrls: [`https://${address}:2379`],
            })),
          },
        ],
      };
    },
    etcdStatus() {
      etcdPeers(machine);
      const id = memberId(machine);
      const size = 25_165_824n;
      return {
        messages: [
          {
            memberStatus: {
              protocolVersion: '3.6.8',
              storageVersion: '3.6.0',
              dbSize: size,
              dbSizeInUse: size / 2n,
              leader: id,
              raftIndex: 48_211n,
              raftTerm: 2n,
              raftAppliedIndex: 48_211n,
              memberId: id,
            },
          },
        ],
      };
    },
    etcdAlarmList() {
      etcdPeers(machine);
      return { messages: [{ memberAlarms: [] }] };
    },
  };
}

function etcdPeers(machine: Machine): { id: bigint; hostname: string; address: string }[] {
  if (machine.role !== 'controlplane') throw controlPlaneOnly('etcd');
  if (machine.etcd !== 'running') throw new Error('failed to create etcd client: context deadline exceeded');
  const peers = (machine.cluster?.members() ?? []).filter(({ role }) => role === 'controlplane');
  return peers.map(({ hostname, address, machineId, name }) => ({
    id:
      name === machine.options.name
        ? memberId(machine)
        : BigInt(`0x${machineId.replaceAll('-', '').slice(0, 16)}`),
    hostname,
    address,
  }));
}
