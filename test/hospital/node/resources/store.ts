import { stringify } from 'yaml';
import { type Broadcast, createBroadcast } from '../broadcast.ts';

/** What a resource should be now; the store adds version and times. */
export interface Draft {
  readonly namespace: string;
  readonly type: string;
  readonly id: string;
  /** Made into YAML as it stands; a text becomes a YAML text. */
  readonly spec: unknown;
  readonly owner?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface StoredResource {
  readonly draft: Draft;
  /** For comparing. */
  readonly json: string;
  readonly version: number;
  readonly createdMs: number;
  readonly updatedMs: number;
}

export interface ResourceChange {
  readonly kind: 'created' | 'updated' | 'destroyed';
  readonly resource: StoredResource;
  readonly old: StoredResource | null;
}

/** The node's resources. Whole states go in; changes come out. */
export interface ResourceStore {
  replace(drafts: readonly Draft[]): void;
  get(namespace: string, type: string, id: string): StoredResource | undefined;
  list(namespace: string, type: string): readonly StoredResource[];
  readonly changes: Broadcast<ResourceChange>;
}

export function createResourceStore(): ResourceStore {
  let resources = new Map<string, StoredResource>();
  const changes = createBroadcast<ResourceChange>();
  return {
    replace(drafts) {
      const next = new Map<string, StoredResource>();
      const news: ResourceChange[] = [];
      for (const draft of drafts) {
        const key = keyOf(draft);
        const old = resources.get(key) ?? null;
        const resource = renewed(draft, old);
        next.set(key, resource);
        if (resource !== old) news.push({ kind: old ? 'updated' : 'created', resource, old });
      }
      for (const [key, resource] of resources) {
        if (!next.has(key)) news.push({ kind: 'destroyed', resource, old: null });
      }
      resources = next;
      for (const change of news) changes.send(change);
    },
    get: (namespace, type, id) => resources.get(keyOf({ namespace, type, id })),
    list: (namespace, type) =>
      [...resources.values()]
        .filter(({ draft }) => draft.type === type && draft.namespace === namespace)
        .sort((a, b) => (a.draft.id < b.draft.id ? -1 : 1)),
    changes,
  };
}

/** The same object when nothing changed, so that watchers hear of real changes only. */
function renewed(draft: Draft, old: StoredResource | null): StoredResource {
  if (old && old.draft === draft) return old;
  const json = JSON.stringify([draft.spec, draft.labels, draft.annotations]);
  if (old && old.json === json) return old;
  const now = Date.now();
  return { draft, json, version: (old?.version ?? 0) + 1, createdMs: old?.createdMs ?? now, updatedMs: now };
}

/** The spec as the node writes it: a text (the whole machine configuration) becomes a YAML text. */
export function yamlOf({ draft }: StoredResource): string {
  return typeof draft.spec === 'string'
    ? stringify(draft.spec, { blockQuote: 'literal', lineWidth: 0 })
    : stringify(draft.spec, { indent: 4, lineWidth: 0 });
}

function keyOf({ namespace, type, id }: { namespace: string; type: string; id: string }): string {
  return `${namespace}/${type}/${id}`;
}
