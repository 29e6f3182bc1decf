import { Code, ConnectError, createContextKey, type Interceptor } from '@connectrpc/connect';
import type { Machine } from '../machine.ts';
import { CALLER } from '../tls/caller.ts';
import { isInOldMaintenance, mayCall } from './access-table.ts';

/** The roles that count for this request, after the node's own rules. */
export const ROLES = createContextKey<ReadonlySet<string>>(new Set(), { description: 'roles of the caller' });

/** Without a certificate everyone is a reader (1.13 and later); with one, its roles count. */
export function accessInterceptor(machine: Machine): Interceptor {
  return (next) => (request) => {
    const method = `${request.service.typeName}/${request.method.name}`;
    if (!machine.isConfigured) refuseInMaintenance(machine, method);
    const roles = machine.isConfigured
      ? (request.contextValues.get(CALLER)?.roles ?? new Set())
      : MAINTENANCE_ROLES;
    if (!mayCall(roles, method)) throw notAuthorized();
    request.contextValues.set(ROLES, roles);
    return next(request);
  };
}

const MAINTENANCE_ROLES: ReadonlySet<string> = new Set(['os:reader']);

export function notAuthorized(): ConnectError {
  return new ConnectError('not authorized', Code.PermissionDenied);
}

export function isAdmin(roles: ReadonlySet<string>): boolean {
  return roles.has('os:admin');
}

/** Up to 1.12 the maintenance server was another program, with hardly anything in it. */
function refuseInMaintenance(machine: Machine, method: string): void {
  if (machine.minor >= 13 || isInOldMaintenance(method)) return;
  const [service = ''] = method.split('/');
  const isKnown = ['machine.MachineService', 'storage.StorageService', 'cosi.resource.State'].includes(
    service,
  );
  throw new ConnectError(
    isKnown ? 'API is not implemented in maintenance mode' : `unknown service ${service}`,
    Code.Unimplemented,
  );
}
