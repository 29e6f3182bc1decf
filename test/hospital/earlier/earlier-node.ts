/** A Debian node of the earlier generation: sshd, an RKE2 server and its kubelet, as far as a stranger sees them. */
import { createServer } from 'node:https';
import type { Socket } from 'node:net';
import { createSiteAuthority } from '../site-authority.ts';
import { openStreetDoor } from '../street-door.ts';

export interface EarlierNodeOptions {
  readonly address: string;
  /** Ports; 0 for any free one. Without sshd where null. */
  readonly ssh: number | null;
  readonly kubernetes: number;
  readonly kubelet: number;
  /** Subject of the authority; RKE2's own unless given. */
  readonly authority?: string;
  /** What `/version` tells; RKE2's own unless given. */
  readonly gitVersion?: string;
  readonly banner?: string;
}
export interface EarlierNode {
  readonly ports: { readonly ssh: number; readonly kubernetes: number; readonly kubelet: number };
  /** Everything that clients sent after the TLS handshake, as `METHOD path`, and bytes sent to sshd. */
  readonly asked: readonly string[];
  stop(): Promise<void>;
}

/** Starts its three doors. */
export async function startEarlierNode(options: EarlierNodeOptions): Promise<EarlierNode> {
  const { address, banner = 'SSH-2.0-OpenSSH_8.4p1 Debian-5+deb11u3' } = options;
  const { authority = 'rke2-server-ca@1679912345', gitVersion = 'v1.24.17+rke2r1' } = options;
  const asked: string[] = [];
  const maker = createSiteAuthority({ organizations: [], commonName: authority });
  const { certificatePem, keyPem } = maker.issueServer(['kubernetes', 'localhost']);
  const kubernetesServer = (isVersionPublic: boolean) =>
    createServer({ cert: certificatePem, key: keyPem }, (request, response) => {
      asked.push(`${request.method} ${request.url}`);
      const isTold = isVersionPublic && request.url === '/version';
      const body = isTold ? { major: '1', minor: '24', gitVersion } : { kind: 'Status', code: 401 };
      response.writeHead(isTold ? 200 : 401, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify(body));
      // A client that hangs up during the handshake is ordinary here.
    }).on('tlsClientError', () => undefined);
  const api = kubernetesServer(true);
  const kubelet = kubernetesServer(false);
  const sshd = (socket: Socket): void => {
    socket.on('data', (bytes) => asked.push(`ssh ${bytes.length}`));
    socket.write(`${banner}\r\n`);
  };
  const doors = await Promise.all([
    openStreetDoor({ address, port: options.kubernetes }, (socket) => api.emit('connection', socket)),
    openStreetDoor({ address, port: options.kubelet }, (socket) => kubelet.emit('connection', socket)),
    ...(options.ssh === null ? [] : [openStreetDoor({ address, port: options.ssh }, sshd)]),
  ]);
  const [kubernetes = 0, ofKubelet = 0, ssh = 0] = doors.map(({ place }) => place.port);
  return {
    ports: { ssh, kubernetes, kubelet: ofKubelet },
    asked,
    stop: async () => {
      await Promise.all(doors.map((door) => door.shut()));
    },
  };
}
