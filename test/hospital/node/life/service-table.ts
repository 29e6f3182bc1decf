import {
  ServiceStateEvent_Action,
  ServiceStateEventSchema,
} from '../../../../electron/adapters/talos/gen/talos_machine_events_pb.js';
import type { KernelLog } from '../logs/kernel-log.ts';
import type { EventLog } from './event-log.ts';

const ACTIONS = {
  Initialized: ServiceStateEvent_Action.INITIALIZED,
  Preparing: ServiceStateEvent_Action.PREPARING,
  Waiting: ServiceStateEvent_Action.WAITING,
  Running: ServiceStateEvent_Action.RUNNING,
  Stopping: ServiceStateEvent_Action.STOPPING,
  Finished: ServiceStateEvent_Action.FINISHED,
  Failed: ServiceStateEvent_Action.FAILED,
  Skipped: ServiceStateEvent_Action.SKIPPED,
  Starting: ServiceStateEvent_Action.STARTING,
} as const;

export type ServiceStateName = keyof typeof ACTIONS;

/** Services without a health check say so: their health stays unknown. */
const WITHOUT_CHECK: ReadonlySet<string> = new Set(['auditd', 'dashboard', 'syslogd', 'ext-analyzer-bridge']);
/** The node keeps this many state changes of each service. */
const KEPT_CHANGES = 64;

export interface ServiceState {
  readonly id: string;
  readonly state: ServiceStateName;
  readonly health: 'unknown' | 'healthy' | 'unhealthy';
  readonly healthMessage: string;
  readonly healthAtMs: number;
  readonly changes: readonly {
    readonly message: string;
    readonly state: ServiceStateName;
    readonly atMs: number;
  }[];
}

export interface ServiceTable {
  all(): readonly ServiceState[];
  find(id: string): ServiceState | undefined;
  /** Moves the service on, with its event and console line. A first mention creates it. */
  set(id: string, state: ServiceStateName, message: string): void;
  setHealth(id: string, isHealthy: boolean, message?: string): void;
  clear(): void;
}

export function createServiceTable(parts: {
  events: EventLog;
  kernel: KernelLog;
  changed: () => void;
}): ServiceTable {
  const services = new Map<string, ServiceState>();
  const put = (service: ServiceState, message: string) => {
    services.set(service.id, service);
    parts.events.emit(ServiceStateEventSchema, {
      service: service.id,
      action: ACTIONS[service.state],
      message,
      health: {
        unknown: service.health === 'unknown',
        healthy: service.health === 'healthy',
        lastMessage: service.healthMessage,
      },
    });
    parts.kernel.talos(`service[${service.id}](${service.state}): ${message}`);
    parts.changed();
  };
  return {
    all: () => [...services.values()].sort((a, b) => a.id.localeCompare(b.id)),
    find: (id) => services.get(id),
    set(id, state, message) {
      const atMs = Date.now();
      const changes = [...(services.get(id)?.changes ?? []), { message, state, atMs }].slice(-KEPT_CHANGES);
      put({ id, state, health: 'unknown', healthMessage: '', healthAtMs: atMs, changes }, message);
    },
    setHealth(id, isHealthy, message = '') {
      const service = services.get(id);
      if (!service || WITHOUT_CHECK.has(id)) return;
      const health = isHealthy ? 'healthy' : 'unhealthy';
      const text = isHealthy ? 'Health check successful' : `Health check failed: ${message}`;
      put({ ...service, health, healthMessage: message, healthAtMs: Date.now() }, text);
    },
    clear: () => services.clear(),
  };
}
