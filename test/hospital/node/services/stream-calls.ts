import { create } from '@bufbuild/protobuf';
import { AnySchema } from '@bufbuild/protobuf/wkt';
import { Code, ConnectError, type HandlerContext, type ServiceImpl } from '@connectrpc/connect';
import {
  EventSchema,
  type EventsRequest,
} from '../../../../electron/adapters/talos/gen/talos_machine_events_pb.js';
import type { MachineService } from '../../../../electron/adapters/talos/gen/talos_machine_pb.js';
import type {
  DmesgRequest,
  LogsRequest,
} from '../../../../electron/adapters/talos/gen/talos_machine_services_pb.js';
import type { KeptEvent } from '../life/event-log.ts';
import { isXid } from '../life/xid.ts';
import { dmesgText } from '../logs/kernel-log.ts';
import { kubeconfigArchive } from '../logs/kubeconfig-archive.ts';
import type { Machine } from '../machine.ts';
import { controlPlaneOnly } from './power-calls.ts';

type Calls = Pick<ServiceImpl<typeof MachineService>, 'events' | 'dmesg' | 'logs' | 'kubeconfig' | 'read'>;

/** Everything that flows: events, kernel log, service logs, files. */
export function streamCalls(machine: Machine): Calls {
  const live = (context: HandlerContext) => AbortSignal.any([context.signal, machine.stopSignal]);
  return {
    async *events(request: EventsRequest, context: HandlerContext) {
      const following = machine.events.live.subscribe(live(context));
      const kept = [...machine.events.kept()];
      // The hello: an empty payload, which only says that the stream is live.
      yield create(EventSchema, { data: create(AnySchema, {}), actorId: request.withActorId });
      for (const { event } of tailOf(kept, request)) yield event;
      for await (const { event } of following) {
        if (request.withActorId === '' || event.actorId === request.withActorId) yield event;
      }
    },
    async *dmesg(request: DmesgRequest, context: HandlerContext) {
      const following = machine.kernel.live.subscribe(live(context));
      if (!request.tail)
        for (const line of [...machine.kernel.lines()]) yield { bytes: Buffer.from(dmesgText(line)) };
      if (!request.follow) return;
      for await (const line of following) yield { bytes: Buffer.from(dmesgText(line)) };
    },
    async *logs(request: LogsRequest, context: HandlerContext) {
      const log = machine.logs.find(request.id);
      if (!log) throw new ConnectError(`log "${request.id}" was not registered`, Code.NotFound);
      const following = log.live.subscribe(live(context));
      const back =
        request.tailLines < 0
          ? [...log.lines]
          : request.tailLines === 0
            ? []
            : log.lines.slice(-request.tailLines);
      if (back.length > 0) yield { bytes: Buffer.from(`${back.join('\n')}\n`) };
      if (!request.follow) return;
      for await (const line of following) yield { bytes: Buffer.from(`${line}\n`) };
    },
    async *kubeconfig() {
      if (machine.role !== 'controlplane') throw controlPlaneOnly('kubeconfig');
      const { kubernetes } = machine.options;
      if (!kubernetes) throw new ConnectError('this machine has no Kubernetes behind it', Code.Unavailable);
      yield {
        bytes: kubeconfigArchive(await kubernetes.kubeconfig(machine.active?.settings.clusterName ?? '')),
      };
    },
    async *read(request) {
      const text = FILES[request.path]?.(machine);
      if (text === undefined)
        throw new ConnectError(`stat ${request.path}: no such file or directory`, Code.Unknown);
      yield { bytes: Buffer.from(text) };
    },
  };
}

const FILES: Readonly<Record<string, (machine: Machine) => string>> = {
  '/proc/uptime': (machine) => `${((Date.now() - machine.bootedAtMs) / 1000).toFixed(2)} 0.00\n`,
  '/proc/bus/pci/devices': (machine) =>
    machine.hardware.links
      .map(({ busPath, driver }) => `${busPath.slice(5, 7)}00\t8086125b\t${driver}\n`)
      .join(''),
  '/etc/os-release': (machine) => `NAME="Talos"\nID=talos\nVERSION_ID=${machine.talosVersion}\n`,
};

/** Which of the kept events a late caller asks for; without any wish, none. */
function tailOf(kept: readonly KeptEvent[], request: EventsRequest): readonly KeptEvent[] {
  if (request.tailId !== '' && !isXid(request.tailId)) {
    throw new ConnectError('error parsing tail_id: xid: invalid ID', Code.Unknown);
  }
  const byActor =
    request.withActorId === '' ? kept : kept.filter(({ event }) => event.actorId === request.withActorId);
  if (request.tailId !== '') return byActor.filter(({ event }) => event.id > request.tailId);
  if (request.tailSeconds > 0) {
    const sinceMs = Date.now() - request.tailSeconds * 1000;
    return byActor.filter(({ atMs }) => atMs >= sinceMs);
  }
  if (request.tailEvents < 0) return [...byActor];
  return request.tailEvents === 0 ? [] : byActor.slice(-request.tailEvents);
}
