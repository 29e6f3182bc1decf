/**
 * The Kubernetes API of the simulated cluster: reading only, good enough for `kubectl get` and for whoever waits for
 * nodes, Cilium and Flux. It knows nothing of Talos; the lab nodes tell it about their lives through the hook.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { TLSSocket } from 'node:tls';
import { stringify } from 'yaml';
import type { Place } from '../addresses.ts';
import type { KubernetesHook } from '../node/lab-node-options.ts';
import type { SiteAuthority } from '../site-authority.ts';
import { openStreetDoor } from '../street-door.ts';
import { answerRequest, failure, type KubeAnswer } from './answer-request.ts';
import {
  type ClusterNode,
  type ClusterState,
  type KubernetesTrouble,
  kubernetesTroubleSchema,
} from './cluster-state.ts';
import { fluxObjects } from './flux-objects.ts';
import { nodeObjects } from './node-objects.ts';
import { workloadObjects } from './workload-objects.ts';

/** RBAC's group of those who may do everything. */
const ADMIN_GROUP = 'system:masters';

export interface KubernetesOptions {
  readonly place: Place;
  readonly authority: SiteAuthority;
  /** Host and port that the cluster's images come from. */
  readonly registry: string;
  readonly timeScale: number;
}
export interface LabKubernetes extends KubernetesHook {
  readonly place: Place;
  readonly trouble: KubernetesTrouble;
  readonly nodes: readonly ClusterNode[];
  /** Everything not named is put in order. */
  setTrouble(trouble: Partial<KubernetesTrouble>): Promise<void>;
  stop(): Promise<void>;
}

/** Prepares the API; its port opens with `bootstrapped()` and closes when the last control plane goes down. */
export async function startKubernetesApi(options: KubernetesOptions): Promise<LabKubernetes> {
  const { place, authority, registry, timeScale } = options;
  const nodes = new Map<string, ClusterNode>();
  let bornAtMs: number | null = null;
  let hasControlPlane = false;
  let trouble = kubernetesTroubleSchema.parse({});
  const stateNow = (nowMs = Date.now()): ClusterState => {
    return { nodes: [...nodes.values()], bornAtMs: bornAtMs ?? nowMs, nowMs, timeScale, trouble, registry };
  };
  const server = apiServer(place, authority, (request, response) => {
    const respond = () => send(response, answerTo(request, stateNow()));
    if (trouble.slowMs === 0) respond();
    else setTimeout(respond, trouble.slowMs).unref();
  });
  const door = await openStreetDoor(place, (socket) => server.emit('connection', socket));
  await door.shut();
  // One after the other: a node that goes down and comes back at once must end with an open port.
  let settled = Promise.resolve();
  const settle = () => {
    settled = settled.then(() => (hasControlPlane && !trouble.apiDown ? door.open() : door.shut()));
    return settled;
  };
  return {
    get place() {
      return door.place;
    },
    get trouble() {
      return trouble;
    },
    get nodes() {
      return [...nodes.values()];
    },
    kubeconfig: async (clusterName) => kubeconfig(clusterName, door.place, authority),
    bootstrapped: () => {
      bornAtMs ??= Date.now();
      hasControlPlane = true;
      void settle();
    },
    nodeReady: (node) => void nodes.set(node.hostname, { ...node, readyAtMs: Date.now(), isDown: false }),
    down: (hostname) => {
      const node = nodes.get(hostname);
      if (node === undefined) return;
      nodes.set(hostname, { ...node, isDown: true });
      hasControlPlane = [...nodes.values()].some(({ role, isDown }) => role === 'controlplane' && !isDown);
      void settle();
    },
    setTrouble: async (wanted) => {
      trouble = kubernetesTroubleSchema.parse(wanted);
      await settle();
    },
    stop: async () => {
      await settled;
      await door.shut();
    },
  };
}

function apiServer(
  { address }: Place,
  authority: SiteAuthority,
  serve: (request: IncomingMessage, response: ServerResponse) => void,
) {
  const names = ['kubernetes', 'kubernetes.default.svc.cluster.local', 'localhost'];
  const { certificatePem, keyPem } = authority.issueServer([...names, address, '10.96.0.1']);
  const server = createServer(
    {
      cert: certificatePem,
      key: keyPem,
      ca: authority.certificatePem,
      // Everyone is let in and told 401, as the real server does; who is who is looked at for each request.
      requestCert: true,
      rejectUnauthorized: false,
      minVersion: 'TLSv1.2',
    },
    serve,
  );
  // A client that hangs up during the handshake is ordinary here.
  server.on('tlsClientError', () => undefined);
  return server;
}

function answerTo(request: IncomingMessage, state: ClusterState): KubeAnswer {
  const { socket } = request;
  // Talos runs the API server without anonymous access.
  if (!(socket instanceof TLSSocket) || !socket.authorized)
    return failure(401, 'Unauthorized', 'Unauthorized');
  const { subject } = socket.getPeerCertificate();
  if (![subject.O].flat().includes(ADMIN_GROUP)) {
    return failure(
      403,
      'Forbidden',
      `forbidden: User "${subject.CN}" cannot ${request.method} path "${request.url}"`,
    );
  }
  const objects = [...nodeObjects(state), ...workloadObjects(state), ...fluxObjects(state)];
  const url = new URL(request.url ?? '/', 'https://kubernetes');
  return answerRequest(
    { method: request.method ?? 'GET', url, accept: request.headers.accept ?? '' },
    objects,
    state.nowMs,
  );
}

function send(response: ServerResponse, { status, body }: KubeAnswer): void {
  const isText = typeof body === 'string';
  response.writeHead(status, { 'content-type': isText ? 'text/plain; charset=utf-8' : 'application/json' });
  response.end(isText ? body : JSON.stringify(body));
}

/** The kubeconfig that Talos hands out: one cluster, one administrator. */
function kubeconfig(clusterName: string, { address, port }: Place, authority: SiteAuthority): string {
  const { certificatePem, keyPem } = authority.issueClient({
    organizations: [ADMIN_GROUP],
    commonName: 'admin',
  });
  const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64');
  const user = `admin@${clusterName}`;
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name: clusterName,
        cluster: {
          server: `https://${address}:${port}`,
          'certificate-authority-data': base64(authority.certificatePem),
        },
      },
    ],
    users: [
      {
        name: user,
        user: { 'client-certificate-data': base64(certificatePem), 'client-key-data': base64(keyPem) },
      },
    ],
    contexts: [{ name: user, context: { cluster: clusterName, namespace: 'default', user } }],
    'current-context': user,
  });
}
