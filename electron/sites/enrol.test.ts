import { beforeEach, expect, test } from 'vitest';
import type { Enrolment } from '../../shared/domain/sites/pack.ts';
import { someEnrolment } from '../../test/fakes/enrolment.ts';
import { failureOf, pack, region, SitesBench } from '../../test/fakes/sites/sites-bench.ts';

let bench: SitesBench;
beforeEach(() => {
  bench = new SitesBench();
});

test('a new laptop says that it is not enrolled, and asks nobody anything', async () => {
  const { enrolment, pack: none, tasks } = await bench.overview();
  expect([enrolment, none, tasks[0]?.reason]).toEqual([{ state: 'none' }, null, 'not-enrolled']);
  expect(await failureOf(() => bench.prepare())).toEqual({ code: 'not-enrolled', facts: {} });
  expect(await failureOf(() => bench.sites.current.require())).toEqual({ code: 'not-enrolled', facts: {} });
  expect(bench.console.asked).toEqual([]);
});

test('enrolment is kept over a restart and recorded, with a key of its own and without the token', async () => {
  expect((await bench.enrol()).enrolment).toEqual({
    state: 'enrolled',
    region: 'eu-1',
    engineer: 'Ada Example',
    consoleUrl: 'https://127.77.0.2:8443',
  });
  expect(bench.start().current.enrolment()?.device.id).toBe('laptop-1');
  expect(bench.ops().map(({ kind, dev }) => [kind, dev])).toEqual([['device.enrolled', 'laptop-1']]);
  expect(JSON.stringify(bench.ops())).not.toContain('token-of-laptop-1');
  expect(bench.store.read('device-key:laptop-1')).not.toBeNull();
  expect(bench.news).toEqual(['sites.changed']);
});

const enrolmentFile: Enrolment = someEnrolment({ packKey: region.packKey });
test.each<[string, unknown, string]>([
  ['is larger than an enrolment can be', new Uint8Array(70_000), '70000 bytes'],
  ['is no text', new Uint8Array([0xff, 0xfe, 0x00]), 'not JSON'],
  ['is another JSON', { hello: 'world' }, 'format: invalid_value'],
  [
    'names a bench.console without TLS',
    { ...enrolmentFile, consoleUrl: 'http://console.example' },
    'consoleUrl: invalid_format',
  ],
  ['has a key that is none', { ...enrolmentFile, packKey: 'x'.repeat(56) }, 'packKey: not a key'],
  ['has something more', { ...enrolmentFile, more: 1 }, 'document: unrecognized_keys'],
])('a file that %s enrols nothing', async (_name, content, detail) => {
  bench.putFile('bad.json', content);
  expect(await failureOf(() => bench.enrol('bad.json'))).toEqual({
    code: 'enrolment-unreadable',
    facts: { detail },
  });
  expect(bench.sites.current.enrolment()).toBeNull();
  expect(bench.ops()).toEqual([]);
});

test('a file that is not there enrols nothing', async () => {
  expect(await failureOf(() => bench.enrol('nowhere.json'))).toMatchObject({ code: 'enrolment-unreadable' });
});

test('a laptop of one region does not become one of another', async () => {
  await bench.enrol();
  bench.putFile('abroad.json', someEnrolment({ region: 'us-1', packKey: region.packKey }));
  expect(await failureOf(() => bench.enrol('abroad.json'))).toEqual({
    code: 'enrolment-other-region',
    facts: { region: 'eu-1', offered: 'us-1' },
  });
  expect(bench.sites.current.enrolment()?.region).toBe('eu-1');
});

test('a laptop with unsent work does not become another device; the same device may bench.enrol anew', async () => {
  await bench.enrol();
  const other = someEnrolment({
    packKey: region.packKey,
    device: { id: 'laptop-2', token: 'token-of-laptop-2' },
  });
  bench.putFile('other.json', other);
  bench.publish(pack);
  await bench.prepare();
  expect(await failureOf(() => bench.enrol('other.json'))).toEqual({
    code: 'enrolment-work-unsent',
    facts: { device: 'laptop-1' },
  });
  bench.putFile(
    'renewed.json',
    someEnrolment({ packKey: region.packKey, device: { id: 'laptop-1', token: 'a-new-token-for-it' } }),
  );
  await bench.enrol('renewed.json');
  expect(bench.sites.current.enrolment()?.device.token).toBe('a-new-token-for-it');
});

test('one device id belongs to one site', async () => {
  await bench.enrol();
  bench.putFile('elsewhere.json', someEnrolment({ packKey: region.packKey, site: 'st-elsewhere' }));
  expect(await failureOf(() => bench.enrol('elsewhere.json'))).toEqual({
    code: 'enrolment-unreadable',
    facts: { detail: 'device.id: belongs to st-example' },
  });
});

test('the wrong file first is no harm: before any work the laptop may still become another device', async () => {
  await bench.enrol();
  bench.putFile(
    'other.json',
    someEnrolment({ packKey: region.packKey, device: { id: 'laptop-2', token: 'token-of-laptop-2' } }),
  );
  await bench.enrol('other.json');
  expect(bench.sites.current.enrolment()?.device.id).toBe('laptop-2');
});

test('a full disk leaves the laptop as it was, enrolled or not', async () => {
  bench.store.roomForWrites = 0;
  expect(await failureOf(() => bench.enrol())).toMatchObject({ code: 'disk-full' });
  expect(bench.sites.current.enrolment()).toBeNull();
});
