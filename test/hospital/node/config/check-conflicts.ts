import { CONTROL_PLANE_ONLY } from '../config-keys/document-kinds.ts';
import { boolAt, dig, isPlain, listAt, type Plain, textAt } from './dig.ts';
import type { ConfigDocument } from './parse-config.ts';

/** Things that may be said in the main document or in one of their own, but not in both. */
const CONFLICTS: Readonly<Record<string, (main: Plain) => string | null>> = {
  HostnameConfig: (main) => {
    if (textAt(main, 'machine', 'network', 'hostname') !== '')
      return 'static hostname is already set in v1alpha1 config';
    return boolAt(main, 'machine', 'features', 'stableHostname')
      ? 'stable hostname is already set in v1alpha1 config'
      : null;
  },
  ResolverConfig: (main) => {
    const network = dig(main, 'machine', 'network');
    if (listAt(network, 'searchDomains').length > 0)
      return '.machine.network.searchDomains is already set in v1alpha1 config';
    if (listAt(network, 'nameservers').length > 0)
      return '.machine.network.nameservers is already set in v1alpha1 config';
    return boolAt(network, 'disableSearchDomain')
      ? '.machine.network.disableSearchDomain is already set in v1alpha1 config'
      : null;
  },
  TimeSyncConfig: (main) => {
    const time = dig(main, 'machine', 'time');
    if (boolAt(time, 'disabled'))
      return 'time sync cannot be disabled in both v1alpha1 and new-style configuration';
    if (listAt(time, 'servers').length > 0)
      return 'time servers cannot be specified in both v1alpha1 and new-style configuration';
    return textAt(time, 'bootTimeout') === ''
      ? null
      : 'boot timeout cannot be specified in both v1alpha1 and new-style configuration';
  },
  KubeClusterConfig: (main) => {
    if (textAt(main, 'cluster', 'clusterName') !== '') {
      return 'cluster name is already set in the v1alpha1 config (.cluster.clusterName)';
    }
    return textAt(main, 'cluster', 'controlPlane', 'endpoint') === ''
      ? null
      : 'cluster endpoint is already set in the v1alpha1 config (.cluster.controlPlane.endpoint)';
  },
  DiscoveryIdentityConfig: (main) =>
    textAt(main, 'cluster', 'id') + textAt(main, 'cluster', 'secret') === ''
      ? null
      : 'cluster identity is already configured in .cluster.id/.cluster.secret of the v1alpha1 config',
  DiscoveryServiceConfig: (main) =>
    isPlain(dig(main, 'cluster', 'discovery'))
      ? 'discovery service is already configured in .cluster.discovery of the v1alpha1 config'
      : null,
  ImageCacheConfig: (main) =>
    isPlain(dig(main, 'machine', 'features', 'imageCache'))
      ? 'image cache config is already set in v1alpha1 config'
      : null,
  KubeletConfig: (main) =>
    isPlain(dig(main, 'machine', 'kubelet'))
      ? 'kubelet config is already set in v1alpha1 config (.machine.kubelet)'
      : null,
  KubeAPIServerConfig: (main) =>
    isPlain(dig(main, 'cluster', 'apiServer'))
      ? 'kube-apiserver config is already set in v1alpha1 config (.cluster.apiServer)'
      : null,
  CRIBaseRuntimeSpecConfig: (main) =>
    isPlain(dig(main, 'machine', 'baseRuntimeSpecOverrides'))
      ? 'base runtime spec overrides are already set in v1alpha1 config'
      : null,
};

/** What the documents say against the main document, and which of them this machine type must not have. */
export function checkConflicts(main: Plain | null, documents: readonly ConfigDocument[]): string[] {
  const conflicts = documents.flatMap(({ kind }) => {
    const problem = main === null ? null : (CONFLICTS[kind]?.(main) ?? null);
    return problem === null ? [] : [problem];
  });
  const type = textAt(main, 'machine', 'type');
  const misplaced = [
    ...new Set(documents.map(({ kind }) => kind).filter((kind) => CONTROL_PLANE_ONLY.has(kind))),
  ].sort();
  if (misplaced.length > 0 && type !== 'controlplane' && type !== 'init') {
    conflicts.push(
      `the following document kinds are only allowed on control plane machines: [${misplaced.join(' ')}]`,
    );
  }
  return conflicts;
}
