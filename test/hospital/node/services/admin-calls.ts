import { Code, ConnectError, type ServiceImpl } from '@connectrpc/connect';
import { stringify } from 'yaml';
import type { MachineService } from '../../../../electron/adapters/talos/gen/talos_machine_pb.js';
import type { Machine } from '../machine.ts';
import { authorityFrom, issueClient } from '../tls/authority.ts';
import { controlPlaneOnly } from './power-calls.ts';

type Calls = Pick<
  ServiceImpl<typeof MachineService>,
  | 'generateClientConfiguration'
  | 'metaWrite'
  | 'metaDelete'
  | 'serviceStart'
  | 'serviceStop'
  | 'serviceRestart'
>;

/** What only an administrator or operator does on a running node. */
export function adminCalls(machine: Machine): Calls {
  return {
    generateClientConfiguration(request) {
      const ttlSeconds = Number(request.crtTtl?.seconds ?? 0);
      return { messages: [clientConfiguration(machine, request.roles, ttlSeconds)] };
    },
    metaWrite(request) {
      if (request.key > 255) throw new ConnectError('key must be a uint8', Code.InvalidArgument);
      machine.persisted.meta.set(request.key, request.value);
      machine.changed();
      return { messages: [{}] };
    },
    metaDelete(request) {
      if (!machine.persisted.meta.delete(request.key))
        throw new ConnectError('meta key not found', Code.NotFound);
      machine.changed();
      return { messages: [{}] };
    },
    serviceStart(request) {
      mustKnow(machine, request.id);
      machine.services.set(request.id, 'Running', 'Started by request');
      machine.services.setHealth(request.id, true);
      return { messages: [{ resp: `Service "${request.id}" started` }] };
    },
    serviceStop(request) {
      mustKnow(machine, request.id);
      machine.services.set(request.id, 'Finished', 'Service finished successfully');
      return { messages: [{ resp: `Service "${request.id}" stopped` }] };
    },
    serviceRestart(request) {
      mustKnow(machine, request.id);
      machine.services.set(request.id, 'Stopping', 'Sending SIGTERM');
      machine.services.set(request.id, 'Running', 'Restarted by request');
      machine.services.setHealth(request.id, true);
      return { messages: [{ resp: `Service "${request.id}" restarted` }] };
    },
  };
}

function mustKnow(machine: Machine, id: string): void {
  if (!machine.services.find(id)) throw new ConnectError(`service "${id}" not defined`, Code.Unknown);
}

function clientConfiguration(machine: Machine, roles: readonly string[], ttlSeconds: number) {
  const settings = machine.active?.settings;
  if (settings?.role !== 'controlplane') throw controlPlaneOnly('generate client configuration');
  if (ttlSeconds <= 0) throw new ConnectError('crt_ttl should be positive', Code.InvalidArgument);
  const authority = authorityFrom(settings.machineCa.crt, settings.machineCa.key);
  const client = issueClient(authority, roles, ttlSeconds / 3600);
  const keyPem = client.keyPem.replaceAll('PRIVATE KEY', 'ED25519 PRIVATE KEY');
  const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64');
  const [role] = roles;
  const name =
    roles.length === 1 ? `${role?.replace('os:', '')}@${settings.clusterName}` : settings.clusterName;
  const context = {
    ca: base64(authority.certificatePem),
    crt: base64(client.certificatePem),
    key: base64(keyPem),
  };
  return {
    ca: Buffer.from(authority.certificatePem),
    crt: Buffer.from(client.certificatePem),
    key: Buffer.from(keyPem),
    talosconfig: Buffer.from(
      stringify({ context: name, contexts: { [name]: { endpoints: [], ...context } } }),
    ),
  };
}
