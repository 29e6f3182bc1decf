/** A Rancher server's v3 API, as far as clusters and nodes go: token, pages with a link to the next, and its errors. */
import { createServer } from 'node:https';
import { createSiteAuthority } from '../site-authority.ts';
import { openStreetDoor } from '../street-door.ts';

type Item = Readonly<Record<string, unknown>>;
export interface RancherServerOptions {
  readonly address: string;
  readonly token: string;
  readonly clusters: readonly Item[];
  readonly nodes: readonly Item[];
  /** Items a page, whatever a client asks for; 1000 unless given, which is Rancher's own limit. */
  readonly pageItems?: number;
  /** Changes a page before it is sent. */
  readonly misbehave?: (page: Item) => unknown;
}
export interface RancherServer {
  readonly url: string;
  /** Its certificate authority, PEM. */
  readonly ca: string;
  /** Every request as `path authorization`. */
  readonly asked: readonly string[];
  stop(): Promise<void>;
}

/** Starts the server on a free port. */
export async function startRancherServer(options: RancherServerOptions): Promise<RancherServer> {
  const { address, token } = options;
  const asked: string[] = [];
  const maker = createSiteAuthority({
    organizations: ['dynamiclistener-org'],
    commonName: 'dynamiclistener-ca',
  });
  const { certificatePem, keyPem } = maker.issueServer([address]);
  let origin = '';
  const server = createServer({ cert: certificatePem, key: keyPem }, (request, response) => {
    const { authorization = '' } = request.headers;
    const url = new URL(request.url ?? '/', origin);
    asked.push(`${url.pathname} ${authorization}`);
    const send = (status: number, body: unknown): void => {
      response.writeHead(status, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    if (url.pathname === '/ping') return void response.end('pong');
    if (authorization !== `Bearer ${token}`)
      return send(401, { type: 'error', status: '401', message: 'must authenticate' });
    const kind = /^\/v3\/(clusters|nodes)$/.exec(url.pathname)?.[1];
    if (kind === undefined) return send(404, { type: 'error', status: '404', code: 'NotFound' });
    const page = pageOf(
      kind === 'clusters' ? options.clusters : options.nodes,
      url,
      options.pageItems ?? 1000,
    );
    send(200, options.misbehave?.(page) ?? page);
  });
  server.on('tlsClientError', () => undefined);
  const door = await openStreetDoor({ address, port: 0 }, (socket) => server.emit('connection', socket));
  origin = `https://${address}:${door.place.port}`;
  return {
    url: origin,
    ca: maker.certificatePem,
    asked,
    stop: () => door.shut(),
  };
}

/** Rancher pages by a marker that the link to the next page carries. */
function pageOf(items: readonly Item[], url: URL, most: number): Item {
  const limit = Math.min(Number(url.searchParams.get('limit') ?? most), most);
  const from = Number(url.searchParams.get('marker') ?? 0);
  const next = new URL(url);
  next.searchParams.set('marker', String(from + limit));
  return {
    type: 'collection',
    resourceType: url.pathname.split('/').at(-1),
    pagination: {
      limit,
      total: items.length,
      ...(from + limit < items.length && { next: next.href }),
    },
    data: items.slice(from, from + limit),
  };
}
