import type { KubeObject } from './kube-object.ts';

/** A column of `kubectl get`; wide ones are shown only with `-o wide`. */
interface Column {
  readonly name: string;
  readonly isWide?: boolean;
  cell(object: KubeObject, nowMs: number): string | number;
}

/** The server-side table that `kubectl get` prints (meta.k8s.io/v1 Table). */
export function printTable(kind: string, objects: readonly KubeObject[], nowMs: number): object {
  const columns = [NAME, ...(COLUMNS[kind] ?? [AGE])];
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: { resourceVersion: String(Math.floor(nowMs / 100) % 100_000_000) },
    columnDefinitions: columns.map(({ name, isWide }) => ({
      name,
      type: 'string',
      format: name === 'Name' ? 'name' : '',
      description: '',
      priority: isWide === true ? 1 : 0,
    })),
    rows: objects.map((object) => ({
      cells: columns.map(({ cell }) => cell(object, nowMs)),
      object: { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata },
    })),
  };
}

const NAME: Column = { name: 'Name', cell: ({ metadata }) => metadata.name };
const AGE: Column = {
  name: 'Age',
  cell: ({ metadata }, nowMs) => ageText(nowMs - Date.parse(metadata.creationTimestamp)),
};
const FLUX_READY: Column = {
  name: 'Ready',
  cell: (object) => String(conditionOf(object, 'Ready')?.status ?? ''),
};
const FLUX_STATUS: Column = {
  name: 'Status',
  cell: (object) => String(conditionOf(object, 'Ready')?.message ?? ''),
};

const COLUMNS: Readonly<Record<string, readonly Column[]>> = {
  Namespace: [{ name: 'Status', cell: ({ status }) => textAt(status, 'phase') }, AGE],
  Node: [
    {
      name: 'Status',
      cell: (object) => (conditionOf(object, 'Ready')?.status === 'True' ? 'Ready' : 'NotReady'),
    },
    {
      name: 'Roles',
      cell: ({ metadata }) =>
        metadata.labels?.['node-role.kubernetes.io/control-plane'] === undefined ? '<none>' : 'control-plane',
    },
    AGE,
    { name: 'Version', cell: ({ status }) => textAt(status, 'nodeInfo', 'kubeletVersion') },
    { name: 'Internal-IP', isWide: true, cell: ({ status }) => textAt(status, 'addresses', '0', 'address') },
    { name: 'OS-Image', isWide: true, cell: ({ status }) => textAt(status, 'nodeInfo', 'osImage') },
  ],
  Pod: [
    {
      name: 'Ready',
      cell: ({ status }) => `${textAt(status, 'containerStatuses', '0', 'ready') === 'true' ? 1 : 0}/1`,
    },
    {
      name: 'Status',
      cell: ({ status }) =>
        textAt(status, 'containerStatuses', '0', 'state', 'waiting', 'reason') || textAt(status, 'phase'),
    },
    {
      name: 'Restarts',
      cell: ({ status }) => Number(textAt(status, 'containerStatuses', '0', 'restartCount')),
    },
    AGE,
    { name: 'IP', isWide: true, cell: ({ status }) => textAt(status, 'podIP') || '<none>' },
    { name: 'Node', isWide: true, cell: ({ spec }) => textAt(spec, 'nodeName') || '<none>' },
  ],
  DaemonSet: [
    { name: 'Desired', cell: ({ status }) => Number(textAt(status, 'desiredNumberScheduled')) },
    { name: 'Current', cell: ({ status }) => Number(textAt(status, 'currentNumberScheduled')) },
    { name: 'Ready', cell: ({ status }) => Number(textAt(status, 'numberReady')) },
    AGE,
  ],
  Deployment: [
    {
      name: 'Ready',
      cell: ({ status }) => `${textAt(status, 'readyReplicas')}/${textAt(status, 'replicas')}`,
    },
    { name: 'Up-to-date', cell: ({ status }) => Number(textAt(status, 'updatedReplicas')) },
    AGE,
  ],
  CiliumNode: [
    { name: 'CiliumInternalIP', cell: ({ spec }) => textAt(spec, 'addresses', '1', 'ip') },
    { name: 'InternalIP', cell: ({ spec }) => textAt(spec, 'addresses', '0', 'ip') },
    AGE,
  ],
  OCIRepository: [{ name: 'URL', cell: ({ spec }) => textAt(spec, 'url') }, FLUX_READY, FLUX_STATUS, AGE],
  Kustomization: [AGE, FLUX_READY, FLUX_STATUS],
};

function conditionOf({ status }: KubeObject, type: string): Readonly<Record<string, unknown>> | undefined {
  const conditions = status?.conditions;
  return (Array.isArray(conditions) ? conditions : []).find(
    (entry: { type?: unknown }) => entry.type === type,
  );
}

/** Follows a path into parsed JSON; empty when it ends early. */
function textAt(value: unknown, ...path: readonly string[]): string {
  let at = value;
  for (const key of path) {
    if (at === null || typeof at !== 'object') return '';
    at = Reflect.get(at, key);
  }
  return at === undefined || at === null ? '' : String(at);
}

/** As kubectl writes ages: two units below ten minutes and ten hours, one above. */
export function ageText(ageMs: number): string {
  const seconds = Math.max(0, Math.floor(ageMs / 1000));
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return seconds % 60 === 0 ? `${minutes}m` : `${minutes}m${seconds % 60}s`;
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 8) return minutes % 60 === 0 ? `${hours}h` : `${hours}h${minutes % 60}m`;
  return hours < 48 ? `${hours}h` : `${Math.floor(hours / 24)}d`;
}
