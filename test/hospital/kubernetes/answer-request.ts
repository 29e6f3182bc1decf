import { type ApiResource, apiResources, apiVersionOf, discoveryDocument } from './api-resources.ts';
import type { KubeObject } from './kube-object.ts';
import { podLog } from './pod-logs.ts';
import { printTable } from './print-table.ts';
import { fieldSelector, labelSelector } from './selectors.ts';

export interface KubeAnswer {
  readonly status: number;
  /** Text for logs and health, otherwise JSON. */
  readonly body: string | object;
}
export interface KubeRequest {
  readonly method: string;
  readonly url: URL;
  readonly accept: string;
}

/** Answers one request of a caller who may read everything. */
export function answerRequest(
  { method, url, accept }: KubeRequest,
  objects: readonly KubeObject[],
  nowMs: number,
): KubeAnswer {
  if (method !== 'GET')
    return failure(
      405,
      'MethodNotAllowed',
      'the server does not allow this method on the requested resource',
    );
  const path = url.pathname.replace(/\/+$/, '');
  if (['/healthz', '/livez', '/readyz'].includes(path)) return { status: 200, body: 'ok' };
  const discovery = discoveryDocument(path);
  if (discovery !== null) return { status: 200, body: discovery };
  const asked = readPath(path);
  if (asked === null) return failure(404, 'NotFound', 'the server could not find the requested resource');
  const inScope = objects.filter(
    ({ apiVersion, kind, metadata }) =>
      kind === asked.resource.kind &&
      apiVersion === apiVersionOf(asked.resource) &&
      (asked.namespace === null || metadata.namespace === asked.namespace),
  );
  const isTable = accept.includes('as=Table');
  if (asked.name === null) return list(asked.resource, inScope, { params: url.searchParams, isTable, nowMs });
  const found = inScope.find(({ metadata }) => metadata.name === asked.name);
  if (found === undefined) return notFound(asked.resource, asked.name);
  if (asked.subresource === 'log') return { status: 200, body: podLog(found, url.searchParams, nowMs) };
  return { status: 200, body: isTable ? printTable(found.kind, [found], nowMs) : found };
}

/** The body that Kubernetes sends with every status that is not a success. */
export function failure(code: number, reason: string, message: string): KubeAnswer {
  return {
    status: code,
    body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code },
  };
}

interface AskedPath {
  readonly resource: ApiResource;
  readonly namespace: string | null;
  readonly name: string | null;
  readonly subresource: string | null;
}

/** `/api/v1/…` or `/apis/<group>/<version>/…`, with or without `namespaces/<namespace>`, then plural, name, `log`. */
function readPath(path: string): AskedPath | null {
  const parts = path.split('/').slice(1).map(decodeURIComponent);
  const isCore = parts[0] === 'api';
  if (!isCore && parts[0] !== 'apis') return null;
  const group = isCore ? '' : (parts[1] ?? '');
  const version = isCore ? parts[1] : parts[2];
  let rest = parts.slice(isCore ? 2 : 3);
  let namespace: string | null = null;
  if (rest[0] === 'namespaces' && rest.length > 2) {
    namespace = rest[1] ?? null;
    rest = rest.slice(2);
  }
  const [plural, name = null, subresource = null, ...more] = rest;
  const resource = apiResources.find(
    (one) => one.group === group && one.version === version && one.plural === plural,
  );
  if (resource === undefined || more.length > 0 || (namespace !== null && !resource.isNamespaced))
    return null;
  if (subresource !== null && !(resource.kind === 'Pod' && subresource === 'log')) return null;
  // A single object of a namespaced kind has no name without its namespace.
  if (name !== null && resource.isNamespaced && namespace === null) return null;
  return { resource, namespace, name, subresource };
}

function list(
  resource: ApiResource,
  objects: readonly KubeObject[],
  { params, isTable, nowMs }: { params: URLSearchParams; isTable: boolean; nowMs: number },
): KubeAnswer {
  if (['true', '1'].includes(params.get('watch') ?? '')) {
    return failure(405, 'MethodNotAllowed', 'watching is not supported on resources of this server');
  }
  const byLabel = labelSelector(params.get('labelSelector') ?? '');
  const byField = fieldSelector(params.get('fieldSelector') ?? '');
  if (byLabel === null || byField === null) return failure(400, 'BadRequest', 'unable to parse the selector');
  const items = objects
    .filter((object) => byLabel(object) && byField(object))
    .toSorted((a, b) => keyOf(a).localeCompare(keyOf(b)));
  if (isTable) return { status: 200, body: printTable(resource.kind, items, nowMs) };
  return {
    status: 200,
    body: {
      kind: `${resource.kind}List`,
      apiVersion: apiVersionOf(resource),
      metadata: { resourceVersion: String(Math.floor(nowMs / 100) % 100_000_000) },
      items,
    },
  };
}

function notFound({ group, plural }: ApiResource, name: string): KubeAnswer {
  const what = group === '' ? plural : `${plural}.${group}`;
  return failure(404, 'NotFound', `${what} "${name}" not found`);
}

function keyOf({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}
