import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import {
  errorAnswerSchema,
  helloAnswerSchema,
  pullAnswerSchema,
  pushAnswerSchema,
} from '../../../shared/console/console-contract.ts';
import { packImages } from '../pack/pack-images.ts';
import { createSiteAuthority } from '../site-authority.ts';
import { createLabDevice } from './lab-device.ts';
import { type LabConsole, startConsole } from './start-console.ts';

const SITE = { site: 'st-anna', region: 'eu-1' };
const authority = createSiteAuthority({ organizations: [], commonName: 'Console CA' });
const images = await packImages();
const ada = createLabDevice('ada-laptop', SITE);
const agent = new Agent({ ca: authority.certificatePem, keepAlive: false });
let console_: LabConsole;

beforeAll(async () => {
  console_ = await startConsole({
    place: { address: '127.77.9.140', port: 0 },
    region: SITE.region,
    certificate: authority.issueServer(['127.77.9.140']),
    images,
  });
  await console_.enrol({ site: SITE.site, dev: ada.dev, token: ada.token });
});
afterEach(() => console_.setTrouble({}));
afterAll(() => console_.stop());

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly bytes: Buffer;
  json(): unknown;
}
async function call(
  path: string,
  {
    body,
    headers = {},
    token = ada.token,
  }: { body?: unknown; headers?: Record<string, string>; token?: string } = {},
): Promise<Answer> {
  const isGzip = headers['content-encoding'] === 'gzip';
  const text = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = request(`${console_.url}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      agent,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    });
    sent.once('response', resolve).once('error', reject);
    sent.end(text === undefined ? undefined : isGzip ? gzipSync(text) : text);
  });
  const bytes = await buffer(response);
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    bytes,
    json: () => JSON.parse(bytes.toString('utf8')),
  };
}
const hello = { device: ada.dev, appVersion: '0.1.0', protocol: { min: 1, max: 1 } };
const pull = { device: ada.dev, site: SITE.site, cursor: 0, limit: 500 };
const codeOf = (answer: Answer) => [answer.status, errorAnswerSchema.parse(answer.json()).code];

test('hello says the protocol, the region, the time and the pack', async () => {
  expect(helloAnswerSchema.parse((await call('/v1/hello', { body: hello })).json())).toMatchObject({
    protocol: 1,
    region: 'eu-1',
    device: 'active',
    pack: null,
  });
  console_.shelf.put(SITE.site, { version: 7, bytes: Buffer.from('{}'), signature: 'sig' });
  expect((await call('/v1/hello', { body: hello })).json()).toMatchObject({ pack: { version: 7 } });
});

test('who has no token, another token or an old protocol is refused with the status of the contract', async () => {
  expect(codeOf(await call('/v1/hello', { body: hello, token: 'nobody-has-this-token' }))).toEqual([
    401,
    'token-unknown',
  ]);
  expect(codeOf(await call('/v1/hello', { body: { ...hello, device: 'bob' } }))).toEqual([
    403,
    'device-not-allowed',
  ]);
  expect(codeOf(await call('/v1/hello', { body: { ...hello, protocol: { min: 2, max: 3 } } }))).toEqual([
    426,
    'upgrade-needed',
  ]);
  expect(codeOf(await call('/v1/pull', { body: { ...pull, site: 'other' } }))).toEqual([
    403,
    'site-not-allowed',
  ]);
  expect(codeOf(await call('/v1/pull', { body: { ...pull, more: 1 } }))).toEqual([422, 'unreadable']);
  expect(codeOf(await call('/v1/nowhere'))).toEqual([404, 'route']);
});

test('a push is kept and comes back in the pull, packed or not', async () => {
  const before = pullAnswerSchema.parse((await call('/v1/pull', { body: pull })).json()).nextCursor;
  const plain = ada.write('node.found', 'node:1');
  const packed = ada.write('node.found', 'node:2');
  const first = await call('/v1/push', { body: ada.push([plain]) });
  expect(pushAnswerSchema.parse(first.json()).verdicts).toMatchObject([
    { verdict: 'accepted', seq: before + 1 },
  ]);
  await call('/v1/push', { body: ada.push([packed]), headers: { 'content-encoding': 'gzip' } });
  const page = pullAnswerSchema.parse((await call('/v1/pull', { body: { ...pull, cursor: before } })).json());
  expect(page.ops.map(({ op }) => op)).toEqual([plain, packed]);
});

test('a batch of another region, with a wrong signature or too large is refused whole', async () => {
  const stranger = createLabDevice(ada.dev, { ...SITE, region: 'us-1' });
  expect(
    codeOf(await call('/v1/push', { body: stranger.push([stranger.write('node.found', 'n')]) })),
  ).toEqual([421, 'wrong-region']);
  const twin = createLabDevice(ada.dev, SITE);
  const op = twin.write('node.found', 'n');
  expect(codeOf(await call('/v1/push', { body: { ...twin.push([op]), headSignature: 'AAAA' } }))).toEqual([
    422,
    'head-signature',
  ]);
  const large = { device: ada.dev, note: 'x'.repeat(1_100_000) };
  expect(codeOf(await call('/v1/push', { body: large }))).toEqual([413, 'too-large']);
  expect(codeOf(await call('/v1/push', { body: large, headers: { 'content-encoding': 'gzip' } }))).toEqual([
    413,
    'too-large',
  ]);
});

test('an answer that is lost after the commit is made good by sending again', async () => {
  await console_.setTrouble({ dropAnswers: 1 });
  const op = ada.write('node.found', 'node:3');
  await expect(call('/v1/push', { body: ada.push([op]) })).rejects.toMatchObject({ code: 'ECONNRESET' });
  const again = pushAnswerSchema.parse((await call('/v1/push', { body: ada.push([op]) })).json());
  expect(again.verdicts).toMatchObject([{ verdict: 'duplicate' }]);
  expect(console_.requests.slice(-2).map(({ status }) => status)).toEqual([0, 200]);
});

test('each trouble looks as it does in the field, and goes away', async () => {
  await console_.setTrouble({ away: true });
  await expect(call('/v1/hello', { body: hello })).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  await console_.setTrouble({ unavailableForSeconds: 30 });
  const busy = await call('/v1/hello', { body: hello });
  expect([busy.status, busy.headers['retry-after']]).toEqual([503, '30']);
  await console_.setTrouble({ captivePortal: true });
  const portal = await call('/v1/hello', { body: hello });
  expect([portal.status, portal.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
  await console_.setTrouble({ unauthorized: true });
  expect(codeOf(await call('/v1/hello', { body: hello }))).toEqual([401, 'token-unknown']);
  await console_.setTrouble({ suspended: true });
  expect((await call('/v1/hello', { body: hello })).json()).toMatchObject({ device: 'suspended' });
  expect(codeOf(await call('/v1/pull', { body: pull }))).toEqual([403, 'device-suspended']);
  await console_.setTrouble({});
  expect((await call('/v1/hello', { body: hello })).status).toBe(200);
});

test('images are served by digest, in parts, and can come damaged or cut', async () => {
  const [image] = images;
  if (image === undefined) throw new Error('no image');
  const path = `/v1/images/${image.digest}`;
  const digestOf = (bytes: Buffer) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  expect(digestOf((await call(path)).bytes)).toBe(image.digest);
  const part = await call(path, { headers: { range: 'bytes=1000-1999' } });
  expect([part.status, part.headers['content-range']]).toEqual([
    206,
    `bytes 1000-1999/${image.bytes.length}`,
  ]);
  expect(part.bytes.equals(image.bytes.subarray(1000, 2000))).toBe(true);
  expect(codeOf(await call(path, { headers: { range: 'bytes=99999999-' } }))).toEqual([416, 'range']);
  expect(codeOf(await call('/v1/images/sha256:00'))).toEqual([404, 'image-unknown']);
  expect((await call(path, { token: 'nobody-has-this-token' })).status).toBe(401);

  await console_.setTrouble({ corruptImages: true });
  const damaged = (await call(path)).bytes;
  expect([damaged.length, digestOf(damaged) === image.digest]).toEqual([image.bytes.length, false]);
  await console_.setTrouble({ cutDownloadsAfterBytes: 5000 });
  await expect(call(path)).rejects.toMatchObject({ code: 'ECONNRESET' });
});
