/** One kind that the API serves. */
export interface ApiResource {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly singular: string;
  readonly kind: string;
  readonly isNamespaced: boolean;
  readonly shortNames?: readonly string[];
}

/** Everything the API serves; reading only. */
export const apiResources: readonly ApiResource[] = [
  {
    group: '',
    version: 'v1',
    plural: 'namespaces',
    singular: 'namespace',
    kind: 'Namespace',
    isNamespaced: false,
    shortNames: ['ns'],
  },
  {
    group: '',
    version: 'v1',
    plural: 'nodes',
    singular: 'node',
    kind: 'Node',
    isNamespaced: false,
    shortNames: ['no'],
  },
  {
    group: '',
    version: 'v1',
    plural: 'pods',
    singular: 'pod',
    kind: 'Pod',
    isNamespaced: true,
    shortNames: ['po'],
  },
  {
    group: 'apps',
    version: 'v1',
    plural: 'daemonsets',
    singular: 'daemonset',
    kind: 'DaemonSet',
    isNamespaced: true,
    shortNames: ['ds'],
  },
  {
    group: 'apps',
    version: 'v1',
    plural: 'deployments',
    singular: 'deployment',
    kind: 'Deployment',
    isNamespaced: true,
    shortNames: ['deploy'],
  },
  {
    group: 'cilium.io',
    version: 'v2',
    plural: 'ciliumnodes',
    singular: 'ciliumnode',
    kind: 'CiliumNode',
    isNamespaced: false,
    shortNames: ['cn'],
  },
  {
    group: 'kustomize.toolkit.fluxcd.io',
    version: 'v1',
    plural: 'kustomizations',
    singular: 'kustomization',
    kind: 'Kustomization',
    isNamespaced: true,
    shortNames: ['ks'],
  },
  {
    group: 'source.toolkit.fluxcd.io',
    version: 'v1',
    plural: 'ocirepositories',
    singular: 'ocirepository',
    kind: 'OCIRepository',
    isNamespaced: true,
    shortNames: ['ocirepo'],
  },
];

export function apiVersionOf({ group, version }: ApiResource): string {
  return group === '' ? version : `${group}/${version}`;
}

const VERSION = {
  major: '1',
  minor: '35',
  gitVersion: 'v1.35.4',
  gitCommit: '9d1e8f2c4b7a6035e1d2c3b4a5968778695a4b3c',
  gitTreeState: 'clean',
  buildDate: '2026-09-16T10:11:12Z',
  goVersion: 'go1.25.4',
  compiler: 'gc',
  platform: 'linux/amd64',
};

/** Answers discovery paths (`/version`, `/api`, `/apis`, `/api/v1`, `/apis/<group>[/<version>]`); null for all others. */
export function discoveryDocument(path: string): object | null {
  if (path === '/version') return VERSION;
  if (path === '/api') return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] };
  if (path === '/apis')
    return { kind: 'APIGroupList', apiVersion: 'v1', groups: groups().map(groupDocument) };
  const [, root, first, second, ...rest] = path.split('/');
  if (rest.length > 0) return null;
  if (root === 'api' && first === 'v1' && second === undefined) return resourceList('', 'v1');
  if (root !== 'apis' || first === undefined || !groups().includes(first)) return null;
  return second === undefined
    ? { kind: 'APIGroup', apiVersion: 'v1', ...groupDocument(first) }
    : resourceList(first, second);
}

function groups(): readonly string[] {
  return [...new Set(apiResources.map(({ group }) => group))].filter((group) => group !== '');
}

function groupDocument(name: string): { name: string; versions: object[]; preferredVersion: object } {
  const version = apiResources.find(({ group }) => group === name)?.version ?? 'v1';
  const entry = { groupVersion: `${name}/${version}`, version };
  return { name, versions: [entry], preferredVersion: entry };
}

function resourceList(group: string, version: string): object | null {
  const served = apiResources.filter((resource) => resource.group === group && resource.version === version);
  if (served.length === 0) return null;
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: group === '' ? version : `${group}/${version}`,
    resources: served.map(({ plural, singular, kind, isNamespaced, shortNames = [] }) => ({
      name: plural,
      singularName: singular,
      namespaced: isNamespaced,
      kind,
      verbs: ['get', 'list'],
      shortNames: [...shortNames],
    })),
  };
}
