import { type ClusterNode, type ClusterState, type Milestones, milestonesOf } from './cluster-state.ts';
import { instant, type KubeObject, kubeObject } from './kube-object.ts';

/** What a pod is and since when it runs; null while it does not. */
interface PodPlan {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly image: string;
  readonly node: ClusterNode | null;
  readonly bornAtMs: number;
  readonly runsSinceMs: number | null;
  /** Why a container that should run does not. */
  readonly failing?: string;
}

/** The pods of the cluster and what made them: static pods, Cilium, CoreDNS, Flux, and the site's own software. */
export function workloadObjects(state: ClusterState): readonly KubeObject[] {
  const milestones = milestonesOf(state);
  const plans = [
    ...state.nodes.flatMap((node) => staticPods(node)),
    ...state.nodes.map((node) => ciliumPod(node, state, milestones)),
    ...operatorPods(state, milestones),
    ...fluxPods(state, milestones),
    ...sitePods(state, milestones),
  ];
  const pods = plans.filter(({ node }) => node?.isDown !== true).map(podOf);
  return [...pods, ciliumDaemonSet(state, milestones), ...deploymentsOf(plans, state)];
}

function staticPods(node: ClusterNode): readonly PodPlan[] {
  if (node.role !== 'controlplane') return [];
  return ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler'].map((component) => ({
    namespace: 'kube-system',
    name: `${component}-${node.hostname}`,
    labels: { 'k8s-app': component, tier: 'control-plane' },
    image: `registry.k8s.io/${component}:v1.35.4`,
    node,
    bornAtMs: node.readyAtMs,
    runsSinceMs: node.readyAtMs,
  }));
}

function ciliumPod(node: ClusterNode, { trouble }: ClusterState, { cilium }: Milestones): PodPlan {
  return {
    namespace: 'kube-system',
    name: `cilium-${suffixOf(node.hostname, 5)}`,
    labels: { 'k8s-app': 'cilium', 'app.kubernetes.io/name': 'cilium-agent' },
    image: 'quay.io/cilium/cilium:v1.18.5',
    node,
    bornAtMs: node.readyAtMs,
    runsSinceMs: cilium.get(node.hostname) ?? null,
    ...(trouble.tunnelDown && { failing: 'CrashLoopBackOff' }),
  };
}

function operatorPods(state: ClusterState, { cilium }: Milestones): readonly PodPlan[] {
  const [first = null, second = first] = state.nodes;
  const runsSinceMs = cilium.size === 0 ? null : Math.min(...cilium.values());
  const plan = (name: string, app: string, image: string, node: ClusterNode | null): PodPlan => ({
    namespace: 'kube-system',
    name: `${name}-${suffixOf(name, 10)}-${suffixOf(`${name}${node?.hostname}`, 5)}`,
    labels: { 'k8s-app': app, 'io.cilium/app': name },
    image,
    node: runsSinceMs === null ? null : node,
    bornAtMs: state.bornAtMs,
    runsSinceMs,
  });
  return [
    plan('cilium-operator', 'cilium-operator', 'quay.io/cilium/operator-generic:v1.18.5', first),
    plan('coredns', 'kube-dns', 'registry.k8s.io/coredns/coredns:v1.13.1', second),
  ];
}

function fluxPods(state: ClusterState, { flux }: Milestones): readonly PodPlan[] {
  return ['source-controller', 'kustomize-controller'].map((app) => ({
    namespace: 'flux-system',
    name: `${app}-${suffixOf(app, 10)}-${suffixOf(`${app}-pod`, 5)}`,
    labels: { app, 'app.kubernetes.io/part-of': 'flux' },
    image: `ghcr.io/fluxcd/${app}:v1.7.4`,
    node: flux === null ? null : (state.nodes[0] ?? null),
    bornAtMs: state.bornAtMs,
    runsSinceMs: flux,
  }));
}

/** These come out of the artifact that Flux applies. */
function sitePods(state: ClusterState, { applied }: Milestones): readonly PodPlan[] {
  if (applied === null) return [];
  const node = state.nodes.at(-1) ?? null;
  return [
    ['site-agent', '2.4.1'],
    ['lab-gateway', '1.9.0'],
  ].map(([app = '', version = '']) => ({
    namespace: 'edge',
    name: `${app}-${suffixOf(app, 10)}-${suffixOf(`${app}-pod`, 5)}`,
    labels: { app, 'app.kubernetes.io/version': version },
    image: `${state.registry}/edge/${app}:${version}`,
    node,
    bornAtMs: applied,
    runsSinceMs: applied,
  }));
}

function podOf(plan: PodPlan): KubeObject {
  const { namespace, name, labels, image, node, bornAtMs, runsSinceMs, failing } = plan;
  const container = labels.app ?? labels['k8s-app'] ?? name;
  const isRunning = runsSinceMs !== null;
  const state = isRunning
    ? { running: { startedAt: instant(runsSinceMs) } }
    : { waiting: { reason: failing ?? 'ContainerCreating' } };
  return kubeObject(
    {
      apiVersion: 'v1',
      kind: 'Pod',
      name,
      namespace,
      labels,
      bornAtMs,
      changedAtMs: runsSinceMs ?? bornAtMs,
    },
    {
      spec: { containers: [{ name: container, image }], ...(node !== null && { nodeName: node.hostname }) },
      status: {
        phase: isRunning || (failing !== undefined && node !== null) ? 'Running' : 'Pending',
        conditions: [
          { type: 'PodScheduled', status: node === null ? 'False' : 'True' },
          { type: 'Ready', status: isRunning ? 'True' : 'False' },
        ],
        ...(node !== null && { hostIP: node.address, podIP: node.address }),
        ...(node !== null && {
          containerStatuses: [
            {
              name: container,
              image,
              ready: isRunning,
              started: isRunning,
              restartCount: failing ? 4 : 0,
              state,
            },
          ],
        }),
      },
    },
  );
}

function ciliumDaemonSet({ nodes, bornAtMs }: ClusterState, { cilium }: Milestones): KubeObject {
  const desired = nodes.filter(({ isDown }) => !isDown).length;
  return kubeObject(
    {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      name: 'cilium',
      namespace: 'kube-system',
      labels: { 'k8s-app': 'cilium' },
      bornAtMs,
    },
    {
      spec: { selector: { matchLabels: { 'k8s-app': 'cilium' } } },
      status: {
        desiredNumberScheduled: desired,
        currentNumberScheduled: desired,
        updatedNumberScheduled: desired,
        numberMisscheduled: 0,
        numberReady: cilium.size,
        numberAvailable: cilium.size,
        numberUnavailable: desired - cilium.size,
        observedGeneration: 1,
      },
    },
  );
}

function deploymentsOf(plans: readonly PodPlan[], { bornAtMs }: ClusterState): readonly KubeObject[] {
  const owned = plans.filter(
    ({ labels }) => labels.app !== undefined || labels['io.cilium/app'] !== undefined,
  );
  return owned.map(({ namespace, labels, runsSinceMs }) => {
    const name = labels.app ?? labels['io.cilium/app'] ?? '';
    const ready = runsSinceMs === null ? 0 : 1;
    return kubeObject(
      { apiVersion: 'apps/v1', kind: 'Deployment', name, namespace, labels, bornAtMs },
      {
        spec: { replicas: 1, selector: { matchLabels: labels } },
        status: {
          replicas: 1,
          updatedReplicas: 1,
          readyReplicas: ready,
          availableReplicas: ready,
          observedGeneration: 1,
        },
      },
    );
  });
}

/** The tail that controllers give to pod names: letters and digits without vowels, here always the same for a name. */
function suffixOf(seed: string, length: number): string {
  const letters = 'bcdfghjklmnpqrstvwxz2456789';
  let state = [...seed].reduce((sum, letter) => Math.imul(sum, 31) + letter.charCodeAt(0), 7) >>> 0;
  let suffix = '';
  while (suffix.length < length) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    suffix += letters[(state >>> 8) % letters.length];
  }
  return suffix;
}
