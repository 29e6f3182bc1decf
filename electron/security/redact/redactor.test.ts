import { expect, test } from 'vitest';
import { type Planted, pem, planted } from '../../../test/fakes/bundles/planted-secrets.ts';
import { createRedactor } from './redactor.ts';

const redactor = createRedactor({ key: new Uint8Array(32).fill(7), known: [] });

/** Pieces of a secret of this length that are found in the output, whatever white space stands between. */
const PIECE = 12;
function survivors(output: string, secrets: readonly string[]): readonly string[] {
  const views = [output, ...decodedRuns(output)].map((view) => view.replaceAll(/\s|\\n/g, ''));
  return secrets.flatMap((secret) => {
    const bare = secret.replaceAll(/\s/g, '');
    const length = Math.min(PIECE, bare.length);
    const pieces = Array.from({ length: bare.length - length + 1 }, (_, at) => bare.slice(at, at + length));
    return pieces.filter((piece) => views.some((view) => view.includes(piece))).slice(0, 1);
  });
}
const decodedRuns = (output: string): readonly string[] =>
  [...output.matchAll(/[A-Za-z0-9+/_-]{16,}={0,2}/g)].map(([run]) =>
    Buffer.from(run, 'base64').toString('latin1'),
  );

test.each(planted)(
  '$name loses every secret and keeps what is useful',
  ({ text, format, secrets, useful }) => {
    const output = redactor.redact(text, format).text;
    expect(survivors(output, secrets)).toEqual([]);
    expect(useful.filter((piece) => !output.includes(piece))).toEqual([]);
  },
);

/** The ways in which one program wraps the output of another. */
const wrappers: readonly (readonly [string, (text: string) => string])[] = [
  ['as a JSON string in a log line', (text) => `{"level":"info","msg":${JSON.stringify(text)}}`],
  ['escaped twice', (text) => `msg=${JSON.stringify(JSON.stringify({ body: text }))}`],
  ['as base64', (text) => `payload: ${Buffer.from(text).toString('base64')} (end)`],
  [
    'as base64 of 76 columns',
    (text) =>
      Buffer.from(text)
        .toString('base64')
        .replaceAll(/(.{76})/g, '$1\n'),
  ],
  ['URL-encoded', (text) => `POST /log?body=${encodeURIComponent(text)} 200`],
];
const wrapped = wrappers.flatMap(([how, wrap]) =>
  planted.map((each): [string, string, Planted, (text: string) => string] => [each.name, how, each, wrap]),
);
test.each(wrapped)('%s, %s, loses every secret', (_name, _how, { text, secrets }, wrap) => {
  for (const format of ['text', 'json-lines'] as const) {
    expect(survivors(redactor.redact(wrap(text), format).text, secrets)).toEqual([]);
  }
});

test.each(planted)('$name stays as it is when it is cleaned again', ({ text, format }) => {
  const once = redactor.redact(text, format);
  const twice = redactor.redact(once.text, format);
  expect(twice).toEqual({ text: once.text, removed: {} });
  expect(redactor.leaksIn(once.text, format)).toEqual([]);
});

test('one value has one stand-in in a bundle, and another in the next', () => {
  const line = 'password=Sommer2026! and again password=Sommer2026!\n';
  const [first, second] = [...redactor.redact(line, 'text').text.matchAll(/⟦[^⟧]+⟧/g)].map(
    ([token]) => token,
  );
  expect(first).toMatch(/^⟦SECRET-[0-9A-Z]{6}⟧$/);
  expect(second).toBe(first);
  const elsewhere = createRedactor({ key: new Uint8Array(32).fill(8), known: [] });
  expect(elsewhere.redact(line, 'text').text).not.toContain(first);
});

test('ordinary logs stay as they are', () => {
  const log = [
    '2026-11-24T08:00:00.000Z INFO service[apid](Running): Started task apid (PID 1402) for container apid',
    '[talos] phase install (4/11): starting {"component": "installer", "controller": "runtime.MachineStatus"}',
    'E1124 08:00:01.123456    1402 reflector.go:150] failed to list *v1.Secret: secrets is forbidden',
    'error: secret "registry-auth" not found in namespace "flux-system"; token: expired; tokenTTL: 24h0m0s',
    'OCIRepository/flux-system/platform stored artifact sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    'server certificate issued {"fingerprint": "pnduMqbUZ/sQyDW1o4kP6c1u1PoB2gRQu8KEV38guAM="}',
    'eth0: 10.20.4.11/24 02:aa:00:00:00:01 mtu 1500 | rx 1024 | tx 2048 | err 0',
    'GET https://registry.backend.example/v2/platform/manifests/sha256:abc 200 12ms key=value keys=3 monkey=1',
    'ssh://git@git.example/repo.git basic authentication is off, bearer of news, author: unknown',
    'volume /var/lib/kubelet/pods/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9/volumes/kubernetes.io~projected/kube-api-access',
  ].join('\n');
  expect(redactor.redact(log, 'text')).toEqual({ text: log, removed: {} });
});

test('a document that does not parse is cleaned as text', () => {
  const broken = '{"password": "Sommer2026!", "host": "lab-edge-01", ';
  const { text, removed } = redactor.redact(broken, 'json');
  expect(text).not.toContain('Sommer2026!');
  expect(text).toContain('"host": "lab-edge-01"');
  expect(removed).toEqual({ 'named-values': 1 });
});

test('values keep their type and their place in a document', () => {
  const value = {
    name: 'x',
    replicas: 3,
    ready: true,
    token: 'k3vq2p9d',
    nothing: null,
    password: '',
    at: new Date(0),
  };
  const { text, removed } = redactor.redactValue(value, 'json');
  const parsed: unknown = JSON.parse(text);
  expect(parsed).toEqual({
    name: 'x',
    replicas: 3,
    ready: true,
    token: expect.stringMatching(/^⟦SECRET-/),
    nothing: null,
    password: '',
    at: '1970-01-01T00:00:00.000Z',
  });
  expect(removed).toEqual({ 'secret-fields': 1 });
});

test('a line that is longer than anybody reads is cut where it splits no value, and says so', () => {
  const secret = 'A1b2C3d4'.repeat(2000);
  const line = `${'word '.repeat(13_050)}password=${secret}`;
  const { text, removed } = redactor.redact(`${line}\nnext line\n`, 'text');
  expect(text).toMatch(/word … ⟦CUT \d+ characters⟧\nnext line\n$/);
  expect(text).not.toContain('A1b2C3d4');
  expect(removed).toEqual({ 'long-lines': 1 });
});

test('a document nested without end is cut and not followed', () => {
  const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
  expect(redactor.redact(deep, 'json').text.length).toBeLessThan(deep.length / 2);
});

test('a key in a document is a key only beside its certificate', () => {
  const value = {
    selector: { key: 'node-role', operator: 'Exists' },
    ca: { crt: 'public', key: 'private-material' },
  };
  const { text } = redactor.redactValue(value, 'yaml');
  expect(text).toContain('key: node-role');
  expect(text).not.toContain('private-material');
});

test('a private key keeps its place as one stand-in', () => {
  const { text, removed } = redactor.redact(`before\n${pem('EC PRIVATE KEY', 5, 3)}after\n`, 'text');
  expect(text).toMatch(/^before\n⟦KEY-[0-9A-Z]{6}⟧\nafter\n$/);
  expect(removed).toEqual({ 'private-keys': 1 });
});
