import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import {
  Code,
  ConnectError,
  type ConnectRouter,
  createConnectRouter,
  createContextValues,
  type Interceptor,
} from '@connectrpc/connect';
import { universalRequestFromNodeRequest, universalResponseToNodeResponse } from '@connectrpc/connect-node';
import { CALLER, callerOf } from '../tls/caller.ts';

/** The node's own limit for one message, both ways. */
const MAX_MESSAGE_BYTES = 32 * 1_048_576;
/** Calls that would write resources; they exist, and are refused to everyone. */
const COSI_WRITES = /^\/cosi\.resource\.State\/(Create|Update|Destroy|Teardown|TeardownAndDestroy)$/;

/**
 * Turns HTTP/2 requests into calls of the routes. Like `connectNodeAdapter`, but with gRPC alone, with the caller's
 * certificate in the context, and with a log instead of the console for answers that nobody takes any more.
 */
export function createCallHandler(parts: {
  routes: (router: ConnectRouter) => void;
  interceptors: readonly Interceptor[];
  log: (line: string) => void;
}): (request: Http2ServerRequest, response: Http2ServerResponse) => void {
  const router = createConnectRouter({
    grpc: true,
    grpcWeb: false,
    connect: false,
    acceptCompression: [],
    readMaxBytes: MAX_MESSAGE_BYTES,
    interceptors: [...parts.interceptors],
  });
  parts.routes(router);
  const handlers = new Map(router.handlers.map((handler) => [handler.requestPath, handler]));
  return (request, response) => {
    response.on('error', (error) => parts.log(`write: ${error.message}`));
    const handler = handlers.get(request.url.split('?', 2)[0] ?? '');
    if (!handler) return refuse(request.url, response);
    const context = createContextValues();
    context.set(CALLER, callerOf(request));
    handler(universalRequestFromNodeRequest(request, response, undefined, context))
      .then((answer) => universalResponseToNodeResponse(answer, response))
      .catch((error: unknown) => parts.log(`call ${request.url}: ${ConnectError.from(error).message}`));
  };
}

/** A gRPC answer of headers alone. */
function refuse(path: string, response: Http2ServerResponse): void {
  const isWrite = COSI_WRITES.test(path);
  const [, service = '', method = ''] = path.split('/');
  const message = isWrite ? 'write access is not allowed' : `unknown method ${method} for service ${service}`;
  response.writeHead(200, {
    'content-type': 'application/grpc',
    'grpc-status': String(isWrite ? Code.PermissionDenied : Code.Unimplemented),
    'grpc-message': encodeURIComponent(message).replaceAll('%20', ' '),
  });
  response.end();
}
