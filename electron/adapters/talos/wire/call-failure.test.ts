import { Code, ConnectError } from '@connectrpc/connect';
import { expect, test } from 'vitest';
import { failed } from '../../../../shared/failure/failure.ts';
import { callFailure } from './call-failure.ts';

const coded = (code: string, message = code) => Object.assign(new Error(message), { code });
const codeOf = (error: unknown, fault: unknown = null) =>
  callFailure({ error, fault, address: 'a', call: 'c', afterMs: 10 }).failure.code;
/** A status that came over the wire carries the header that it came in. */
const fromNode = (code: Code, message = 'no') =>
  new ConnectError(message, code, { 'grpc-status': `${code}` });

test.each<[string, unknown, string]>([
  ['our own time limit', new ConnectError('late', Code.DeadlineExceeded), 'node-timeout'],
  ['our own size limit', new ConnectError('big', Code.ResourceExhausted), 'node-answer-too-large'],
  [
    'a refused connection',
    new ConnectError('x', Code.Unavailable, undefined, undefined, coded('ECONNREFUSED')),
    'node-unreachable',
  ],
  [
    'a broken stream',
    new ConnectError('x', Code.Internal, undefined, undefined, coded('ECONNRESET')),
    'node-unreachable',
  ],
  ['a message that does not decode', new ConnectError('x', Code.InvalidArgument), 'node-not-talos'],
  [
    'an answer that is a web page',
    new ConnectError('unsupported content type', Code.Unknown),
    'node-not-talos',
  ],
  ['something that is no error at all', 'x', 'node-not-talos'],
  ["the node's own deadline", fromNode(Code.DeadlineExceeded), 'node-timeout'],
  ['a node that is not available', fromNode(Code.Unavailable), 'node-unreachable'],
  ['a denied call', fromNode(Code.PermissionDenied), 'node-refused-us'],
  ['a call without a certificate', fromNode(Code.Unauthenticated), 'node-refused-us'],
  ['a call that this version does not have', fromNode(Code.Unimplemented), 'node-refused-us'],
])('%s is named as what it is', (_name, error, expected) => {
  expect(codeOf(error)).toBe(expected);
});

test.each([
  ['OpenSSL', coded('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED')],
  [
    'OpenSSL, told by its message',
    coded('', 'error:0A00045C:SSL routines::tlsv13 alert certificate required'),
  ],
  [
    'BoringSSL',
    coded(
      'ERR_SSL_TLSV1_ALERT_CERTIFICATE_REQUIRED',
      'SSL routines:OPENSSL_internal:TLSV1_ALERT_CERTIFICATE_REQUIRED',
    ),
  ],
  ['an unknown authority', coded('ERR_SSL_TLSV1_ALERT_UNKNOWN_CA')],
])(
  'the alert with which a server asks for a certificate is a refusal, in the words of %s',
  (_name, fault) => {
    expect(codeOf(new ConnectError('stream closed', Code.Canceled), fault)).toBe('node-refused-us');
  },
);

test('a failure that was found while connecting stays what it is', () => {
  const changed = failed('certificate-changed', { address: 'a', before: 'b', after: 'c' });
  expect(codeOf(new ConnectError('x', Code.Internal, undefined, undefined, changed))).toBe(
    'certificate-changed',
  );
});

test('a cause that names its own ancestor is not followed for ever', () => {
  const error = coded('EPIPE');
  error.cause = error;
  expect(codeOf(error)).toBe('node-unreachable');
});
