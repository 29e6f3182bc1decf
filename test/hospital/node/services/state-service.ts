import { create } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { Code, ConnectError, type HandlerContext, type ServiceImpl } from '@connectrpc/connect';
import {
  type Event,
  EventSchema,
  EventType,
  type GetRequest,
  type ListRequest,
  MetadataSchema,
  type Resource,
  ResourceSchema,
  type State,
  type WatchRequest,
  WatchResponseSchema,
} from '../../../../electron/adapters/talos/gen/cosi_resource_pb.js';
import { isAdmin, notAuthorized, ROLES } from '../gate/access.ts';
import type { Machine } from '../machine.ts';
import { findType, isNamespace } from '../resources/definitions.ts';
import { type ResourceChange, type StoredResource, yamlOf } from '../resources/store.ts';
import { matchesQuery } from './resource-query.ts';

const CHANGE_TYPES = {
  created: EventType.CREATED,
  updated: EventType.UPDATED,
  destroyed: EventType.DESTROYED,
} as const;

/** Reading and watching the node's resources. */
export function stateService(machine: Machine): Partial<ServiceImpl<typeof State>> {
  return {
    get(request, context) {
      guard(request, context);
      const found = machine.store.get(request.namespace, request.type, request.id);
      if (!found) throw notFound(request);
      return { resource: wire(found) };
    },
    async *list(request: ListRequest, context: HandlerContext) {
      guard(request, context);
      for (const resource of machine.store.list(request.namespace, request.type)) {
        if (matchesQuery(resource, request.options)) yield { resource: wire(resource) };
      }
    },
    async *watch(request: WatchRequest, context: HandlerContext) {
      guard(request, context);
      refuseOddWatch(request);
      // Registered before the first look, so that nothing falls between.
      const changes = machine.store.changes.subscribe(AbortSignal.any([context.signal, machine.stopSignal]));
      const first = firstEvents(machine, request);
      yield create(WatchResponseSchema, {});
      for (const event of first) yield create(WatchResponseSchema, { event: [event] });
      for await (const change of changes) {
        if (isWatched(change, request)) yield create(WatchResponseSchema, { event: [eventOf(change)] });
      }
    },
  };
}

function guard(request: { namespace: string; type: string }, context: HandlerContext): void {
  const known = findType(request.type);
  if (!known)
    throw new ConnectError(`resource type "${request.type}" is not supported`, Code.PermissionDenied);
  if (known.isSensitive && !isAdmin(context.values.get(ROLES))) throw notAuthorized();
  if (!isNamespace(request.namespace)) {
    throw new ConnectError(`namespace "${request.namespace}" is not supported`, Code.PermissionDenied);
  }
}

function refuseOddWatch({ id, options }: WatchRequest): void {
  const hasQuery = (options?.labelQuery.length ?? 0) > 0;
  if (id !== undefined && (options?.bootstrapContents || hasQuery)) {
    throw new ConnectError(
      'bootstrap contents and label query are not supported for a single resource',
      Code.Unimplemented,
    );
  }
  if ((options?.startFromBookmark.length ?? 0) > 0) {
    throw new ConnectError('failed to watch: invalid bookmark', Code.FailedPrecondition);
  }
}

/** One id: how it is now. A whole kind: everything there is, if asked for, and the mark that it was everything. */
function firstEvents(machine: Machine, request: WatchRequest): readonly Event[] {
  const { namespace, type, id, options, apiVersion } = request;
  if (id !== undefined) {
    const found = machine.store.get(namespace, type, id);
    if (found) return [create(EventSchema, { eventType: EventType.CREATED, resource: wire(found) })];
    const missing = create(ResourceSchema, {
      metadata: { namespace, type, id, version: 'undefined', phase: 'tearingDown' },
    });
    return [create(EventSchema, { eventType: EventType.DESTROYED, resource: missing })];
  }
  if (!options?.bootstrapContents) return [];
  const all = machine.store.list(namespace, type).filter((resource) => matchesQuery(resource, options));
  const created = all.map((resource) =>
    create(EventSchema, { eventType: EventType.CREATED, resource: wire(resource) }),
  );
  return apiVersion >= 1 ? [...created, create(EventSchema, { eventType: EventType.BOOTSTRAPPED })] : created;
}

function isWatched({ resource }: ResourceChange, request: WatchRequest): boolean {
  const { namespace, type, id } = resource.draft;
  if (namespace !== request.namespace || type !== request.type) return false;
  return request.id === undefined ? matchesQuery(resource, request.options) : id === request.id;
}

function eventOf({ kind, resource, old }: ResourceChange): Event {
  return create(EventSchema, {
    eventType: CHANGE_TYPES[kind],
    resource: wire(resource),
    ...(old ? { old: wire(old) } : {}),
  });
}

function wire(stored: StoredResource): Resource {
  const { namespace, type, id, owner, labels, annotations } = stored.draft;
  return create(ResourceSchema, {
    metadata: create(MetadataSchema, {
      namespace,
      type,
      id,
      version: String(stored.version),
      owner: owner ?? '',
      phase: 'running',
      created: timestampFromMs(stored.createdMs),
      updated: timestampFromMs(stored.updatedMs),
      labels: { ...labels },
      annotations: { ...annotations },
    }),
    // A real node fills proto_spec too; a client that lives on YAML, as ours does, never looks at it.
    spec: { yamlSpec: yamlOf(stored) },
  });
}

function notFound({ namespace, type, id }: GetRequest): ConnectError {
  return new ConnectError(`resource ${type}(${namespace}/${id}@undefined) doesn't exist`, Code.NotFound);
}
