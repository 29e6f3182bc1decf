/** The console's contract from the laptop's side: the same suite on the fake and on the reference console over HTTPS. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createConsoleHttp } from '../../../electron/adapters/console/console-http.ts';
import { createConsoleLine } from '../../../electron/adapters/console/console-line.ts';
import type { ConsoleLine } from '../../../electron/sync/console-line.ts';
import type { ConsoleReply } from '../../../shared/domain/sync/console-problem.ts';
import type { OpKind } from '../../../shared/domain/sync/op.ts';
import { someEnrolment } from '../../fakes/enrolment.ts';
import { createFakeConsole, fakeConsoleLine } from '../../fakes/sync/console.ts';
import { createLabDevice, type LabDevice } from '../../hospital/console/lab-device.ts';
import { type LabConsole, startConsole } from '../../hospital/console/start-console.ts';
import { createSiteAuthority } from '../../hospital/site-authority.ts';

const SITE = 'st-example';
const REGION = 'eu-1';
const REFUSED: OpKind = 'bundle.created';
const options = () => ({ signal: AbortSignal.timeout(10_000), onProgress: () => {} });

interface Place {
  /** A laptop that the console knows, and its line. */
  laptop(): Promise<{ readonly device: LabDevice; readonly line: ConsoleLine }>;
  /** Refuses ops of the kind `REFUSED`, or applies them after all. */
  refuse(isRefusing: boolean): Promise<void>;
  stop(): Promise<void>;
}

function fakePlace(): Place {
  const console = createFakeConsole(Date.now);
  return {
    laptop: async () => ({
      device: createLabDevice(`laptop-${randomBytes(4).toString('hex')}`, { site: SITE, region: REGION }),
      line: fakeConsoleLine(console),
    }),
    refuse: async (isRefusing) => {
      console.refuses = ({ kind }) => isRefusing && kind === REFUSED;
      if (!isRefusing) console.readmit();
    },
    stop: async () => {},
  };
}

async function realPlace(): Promise<Place> {
  const authority = createSiteAuthority({ organizations: [], commonName: 'Console CA' });
  const console: LabConsole = await startConsole({
    place: { address: '127.77.8.140', port: 0 },
    region: REGION,
    certificate: authority.issueServer(['127.77.8.140']),
    images: [],
  });
  return {
    laptop: async () => {
      const device = createLabDevice(`laptop-${randomBytes(4).toString('hex')}`, {
        site: SITE,
        region: REGION,
      });
      await console.enrol({ site: SITE, dev: device.dev, token: device.token });
      const enrolment = someEnrolment({
        consoleUrl: console.url,
        consoleCa: authority.certificatePem,
        device: { id: device.dev, token: device.token },
      });
      return {
        device,
        line: createConsoleLine(
          createConsoleHttp(() => enrolment),
          '0.1.0',
        ),
      };
    },
    refuse: async (isRefusing) => {
      await console.setTrouble(isRefusing ? { refuseKinds: [REFUSED] } : {});
      if (!isRefusing) await console.readmit(SITE);
    },
    stop: () => console.stop(),
  };
}

describe.each([
  ['in memory', async () => fakePlace()],
  ['over HTTPS', realPlace],
] as const)('the console, %s', (_name, make) => {
  let place: Place;
  beforeAll(async () => {
    place = await make();
  });
  afterAll(() => place.stop());

  const answer = <T>(reply: ConsoleReply<T>): T => {
    if (!reply.ok) throw new Error(JSON.stringify(reply.problem));
    return reply.value;
  };
  const statusOf = (reply: ConsoleReply<unknown>) =>
    reply.ok || reply.problem.kind !== 'status' ? reply : [reply.problem.status, reply.problem.code];
  const pullAll = async (line: ConsoleLine, device: LabDevice) => {
    const ops: {
      readonly seq: number;
      readonly opId: string;
      readonly hash: string;
      readonly dev: string;
    }[] = [];
    for (let cursor = 0; ; ) {
      const page = answer(await line.pull({ device: device.dev, site: SITE, cursor, limit: 3 }, options()));
      for (const { seq, op } of page.ops) ops.push({ seq, opId: op.opId, hash: op.hash, dev: op.dev });
      cursor = page.nextCursor;
      if (!page.more) return ops;
    }
  };

  test('says who it is', async () => {
    const { line } = await place.laptop();
    expect(answer(await line.hello(options()))).toMatchObject({
      protocol: 1,
      region: REGION,
      device: 'active',
    });
  });

  test('takes ops and gives them back to everybody, numbered without gaps', async () => {
    const [ada, ben] = [await place.laptop(), await place.laptop()];
    const sent = [ada.device.write('node.found', 'node:1'), ada.device.write('node.identified', 'node:1')];
    const { verdicts } = answer(await ada.line.push(ada.device.push(sent), options()));
    expect(verdicts.map(({ opId, verdict }) => [opId, verdict])).toEqual(
      sent.map(({ opId }) => [opId, 'accepted']),
    );
    const feed = await pullAll(ben.line, ben.device);
    expect(feed.map(({ seq }) => seq)).toEqual(feed.map((_, index) => index + 1));
    expect(feed.filter(({ dev }) => dev === ada.device.dev).map(({ hash }) => hash)).toEqual(
      sent.map(({ hash }) => hash),
    );
  });

  test('counts a repeated op once and answers with its number', async () => {
    const { device, line } = await place.laptop();
    const sent = [device.write('node.found', 'node:1')];
    const [first] = answer(await line.push(device.push(sent), options())).verdicts;
    const [again] = answer(await line.push(device.push(sent), options())).verdicts;
    expect(again).toEqual({ ...first, verdict: 'duplicate' });
  });

  test('keeps what it refuses, holds only what belongs to the same thing, and applies all of it later', async () => {
    const { device, line } = await place.laptop();
    const sent = [
      device.write(REFUSED, 'bundle:1'),
      device.write('node.found', 'bundle:1'),
      device.write('node.found', 'node:2'),
    ];
    await place.refuse(true);
    const { verdicts } = answer(await line.push(device.push(sent), options()));
    expect(verdicts).toMatchObject([
      { verdict: 'refused', fixable: true },
      { verdict: 'deferred', after: sent[0]?.opId },
      { verdict: 'accepted' },
    ]);
    const own = async () => (await pullAll(line, device)).filter(({ dev }) => dev === device.dev);
    expect((await own()).map(({ opId }) => opId)).toEqual([sent[2]?.opId]);
    await place.refuse(false);
    expect(new Set((await own()).map(({ opId }) => opId))).toEqual(new Set(sent.map(({ opId }) => opId)));
  });

  test('does not take what leaves a gap, and says from where it waits', async () => {
    const { device, line } = await place.laptop();
    const ops = [
      device.write('node.found', 'a'),
      device.write('node.found', 'b'),
      device.write('node.found', 'c'),
    ];
    const late = answer(await line.push(device.push(ops.slice(2)), options()));
    expect(late.verdicts).toMatchObject([{ verdict: 'deferred', after: 'devSeq:1' }]);
    const whole = answer(await line.push(device.push(ops), options()));
    expect(whole.verdicts.map(({ verdict }) => verdict)).toEqual(['accepted', 'accepted', 'accepted']);
  });

  test('refuses a whole batch that is forked, broken, of another key, region or device', async () => {
    const { device, line } = await place.laptop();
    const other = createLabDevice(device.dev, { site: SITE, region: REGION });
    const ops = [device.write('node.found', 'a'), device.write('node.found', 'b')] as const;
    answer(await line.push(device.push([ops[0]]), options()));
    const push = (request: Parameters<ConsoleLine['push']>[0]) => line.push(request, options());
    const { devicePublicKey } = device.push([ops[0]]);
    expect(statusOf(await push(other.push([other.write('node.found', 'x')])))).toEqual([
      403,
      'other-device-key',
    ]);
    const changed = { ...ops[1], body: { outcome: 'changed' } };
    expect(statusOf(await push(device.push([changed])))).toEqual([422, 'chain-broken']);
    const forked = { ...ops[0], hash: 'f'.repeat(64) };
    expect(statusOf(await push(device.push([forked])))).toEqual([409, 'fork']);
    expect(
      statusOf(await push({ ...device.push([ops[1]]), headSignature: 'AAAA', devicePublicKey })),
    ).toMatchObject([422, expect.any(String)]);
    expect(statusOf(await push(device.push([{ ...ops[1], region: 'us-1' }])))).toMatchObject([
      421,
      expect.any(String),
    ]);
    expect(statusOf(await push(device.push([{ ...ops[1], dev: 'laptop-x' }])))).toMatchObject([
      403,
      expect.any(String),
    ]);
    const { verdicts } = answer(await push(device.push([ops[1]])));
    expect(verdicts).toMatchObject([{ verdict: 'accepted' }]);
  });
});
