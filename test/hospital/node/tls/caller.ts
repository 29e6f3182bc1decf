import type { Http2ServerRequest } from 'node:http2';
import { TLSSocket } from 'node:tls';
import { createContextKey } from '@connectrpc/connect';

/** Who is calling, as far as TLS can tell. */
export interface Caller {
  readonly roles: ReadonlySet<string>;
}

export const CALLER = createContextKey<Caller>(
  { roles: new Set() },
  { description: 'the caller of this request' },
);

/** Roles are the organizations in the subject of the client certificate; none without one. */
export function callerOf(request: Http2ServerRequest): Caller {
  const socket = request.stream.session?.socket;
  // The session hands out a proxy, which passes as an instance but not for `in`.
  if (!(socket instanceof TLSSocket)) return { roles: new Set() };
  const organizations = socket.getPeerCertificate().subject?.O;
  return { roles: new Set(organizations === undefined ? [] : [organizations].flat()) };
}
