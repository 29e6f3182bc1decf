import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import type { ServiceImpl } from '@connectrpc/connect';
import type { MachineService } from '../../../../electron/adapters/talos/gen/talos_machine_pb.js';
import type { ServiceState } from '../life/service-table.ts';
import { GATEWAY_CONTAINER } from '../logs/service-texts.ts';
import type { Machine } from '../machine.ts';

type Calls = Pick<
  ServiceImpl<typeof MachineService>,
  'version' | 'hostname' | 'serviceList' | 'logsContainers' | 'containers'
>;

/** What the node says about itself in one answer. */
export function readCalls(machine: Machine): Calls {
  return {
    version: () => ({
      messages: [
        {
          version: {
            tag: machine.talosVersion,
            sha: '3ebd10a7',
            built: '2026-08-18T09:12:44Z',
            goVersion: 'go1.26.1',
            os: 'linux',
            arch: 'amd64',
          },
          platform: { name: 'metal', mode: machine.options.profile === 'agent' ? 'metal-agent' : 'metal' },
          ...(machine.isConfigured ? { features: { rbac: true } } : {}),
        },
      ],
    }),
    hostname: () => ({ messages: [{ hostname: machine.network.hostname }] }),
    serviceList: () => ({ messages: [{ services: machine.services.all().map(serviceInfo) }] }),
    logsContainers: () => ({ messages: [{ ids: machine.logs.ids().filter((id) => !id.includes('/')) }] }),
    containers: (request) => ({ messages: [{ containers: containersIn(machine, request.namespace) }] }),
  };
}

function serviceInfo({ id, state, health, healthMessage, healthAtMs, changes }: ServiceState) {
  return {
    id,
    state,
    events: {
      events: changes.map(({ message, state: was, atMs }) => ({
        msg: message,
        state: was,
        ts: timestampFromMs(atMs),
      })),
    },
    health: {
      unknown: health === 'unknown',
      healthy: health === 'healthy',
      lastMessage: healthMessage,
      lastChange: timestampFromMs(healthAtMs),
    },
  };
}

function containersIn(machine: Machine, namespace: string) {
  if (namespace !== 'k8s.io') {
    const running = machine.services.all().filter(({ state }) => state === 'Running');
    return running.map(({ id }, index) => ({
      namespace: 'system',
      id,
      image: '',
      pid: 1100 + index,
      status: 'RUNNING',
      name: id,
      podId: id,
    }));
  }
  if (!machine.logs.find(GATEWAY_CONTAINER)) return [];
  const [podId = '', name = ''] = GATEWAY_CONTAINER.split(':');
  return [
    {
      namespace,
      id: GATEWAY_CONTAINER,
      image: 'registry.fleet.example/lab/analyzer-gateway:4.7.1',
      pid: 2211,
      status: 'CONTAINER_RUNNING',
      podId,
      name,
    },
  ];
}
