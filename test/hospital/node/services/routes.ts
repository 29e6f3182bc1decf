import type { ConnectRouter } from '@connectrpc/connect';
import { State } from '../../../../electron/adapters/talos/gen/cosi_resource_pb.js';
import { ClusterService } from '../../../../electron/adapters/talos/gen/talos_cluster_pb.js';
import { InspectService } from '../../../../electron/adapters/talos/gen/talos_inspect_pb.js';
import { MachineService } from '../../../../electron/adapters/talos/gen/talos_machine_pb.js';
import { StorageService } from '../../../../electron/adapters/talos/gen/talos_storage_pb.js';
import { TimeService } from '../../../../electron/adapters/talos/gen/talos_time_pb.js';
import { ROLES } from '../gate/access.ts';
import type { Machine } from '../machine.ts';
import { adminCalls } from './admin-calls.ts';
import { applyConfiguration } from './apply.ts';
import { clusterService } from './cluster-service.ts';
import { counterCalls } from './counter-calls.ts';
import { etcdCalls } from './etcd-calls.ts';
import { powerCalls } from './power-calls.ts';
import { readCalls } from './read-calls.ts';
import { stateService } from './state-service.ts';
import { storageService } from './storage-service.ts';
import { streamCalls } from './stream-calls.ts';
import { timeService } from './time-service.ts';

/** Every service of the node. Methods that are missing here exist on a real node and answer Unimplemented on this one. */
export function nodeRoutes(machine: Machine): (router: ConnectRouter) => void {
  return (router) => {
    router.service(MachineService, {
      ...readCalls(machine),
      ...counterCalls(machine),
      ...streamCalls(machine),
      ...etcdCalls(machine),
      ...powerCalls(machine),
      ...adminCalls(machine),
      applyConfiguration: (request, context) =>
        applyConfiguration(machine, request, { roles: context.values.get(ROLES), signal: context.signal }),
    });
    router.service(State, stateService(machine));
    router.service(TimeService, timeService(machine));
    router.service(StorageService, storageService(machine));
    router.service(ClusterService, clusterService(machine));
    router.service(InspectService, {
      controllerRuntimeDependencies: () => ({ messages: [{ edges: [...EDGES] }] }),
    });
  };
}

/** A few of the edges that a real node has by the hundred. */
const EDGES = [
  edge('network.LinkStatusController', 'network', 'LinkStatuses.net.talos.dev'),
  edge('network.AddressStatusController', 'network', 'AddressStatuses.net.talos.dev'),
  edge('block.DiscoveryController', 'runtime', 'DiscoveredVolumes.block.talos.dev'),
  edge('runtime.MachineStatusController', 'runtime', 'MachineStatuses.runtime.talos.dev'),
];

function edge(controllerName: string, resourceNamespace: string, resourceType: string) {
  return { controllerName, resourceNamespace, resourceType };
}
