import { Code, ConnectError, type ServiceImpl } from '@connectrpc/connect';
import type {
  ClusterService,
  HealthCheckRequest,
} from '../../../../electron/adapters/talos/gen/talos_cluster_pb.js';
import type { Machine } from '../machine.ts';
import { controlPlaneOnly } from './power-calls.ts';

interface Condition {
  readonly name: string;
  readonly holds: (machine: Machine) => boolean;
}

const etcdRuns = (machine: Machine) => machine.etcd === 'running';
const apiAnswers = (machine: Machine) => machine.cluster?.isApiUp() === true;
const nodeIsReady = (machine: Machine) => machine.isKubernetesReady;
const always = () => true;

/** The conditions in the node's order. */
const CONDITIONS: readonly Condition[] = [
  { name: 'etcd to be healthy', holds: etcdRuns },
  { name: 'etcd members to be consistent across nodes', holds: etcdRuns },
  { name: 'etcd members to be control plane nodes', holds: etcdRuns },
  { name: 'apid to be ready', holds: always },
  { name: 'all nodes memory sizes', holds: always },
  { name: 'all nodes disk sizes', holds: always },
  {
    name: 'no diagnostics',
    holds: (machine) => machine.store.list('runtime', 'Diagnostics.runtime.talos.dev').length === 0,
  },
  {
    name: 'kubelet to be healthy',
    holds: (machine) => machine.services.find('kubelet')?.health === 'healthy',
  },
  { name: 'all nodes to finish boot sequence', holds: (machine) => machine.stage === 'running' },
  { name: 'all k8s nodes to report', holds: apiAnswers },
  { name: 'all control plane static pods to be running', holds: apiAnswers },
  { name: 'all control plane components to be ready', holds: apiAnswers },
  { name: 'all k8s nodes to report ready', holds: nodeIsReady },
  { name: 'kube-proxy to report ready', holds: nodeIsReady },
  { name: 'coredns to report ready', holds: nodeIsReady },
  { name: 'all k8s nodes to report schedulable', holds: nodeIsReady },
];

/** Waits for each condition in turn and says so; fails with the first that the time is too short for. */
export function clusterService(machine: Machine): Partial<ServiceImpl<typeof ClusterService>> {
  return {
    async *healthCheck(request: HealthCheckRequest, context) {
      if (machine.role !== 'controlplane') throw controlPlaneOnly('cluster health check');
      const limitMs = Number(request.waitTimeout?.seconds ?? 0) * 1000;
      const limit = AbortSignal.any([context.signal, AbortSignal.timeout(limitMs)]);
      const members = machine.cluster?.members() ?? [];
      yield { message: `discovered nodes: [${members.map(({ address }) => `"${address}"`).join(' ')}]` };
      for (const { name, holds } of CONDITIONS) {
        yield { message: `waiting for ${name}: ...` };
        await machine
          .until(() => holds(machine), limit)
          .catch(() => {
            throw new ConnectError(
              `error waiting for ${name}: context deadline exceeded`,
              Code.DeadlineExceeded,
            );
          });
        yield { message: `waiting for ${name}: OK` };
      }
    },
  };
}
