import { beforeEach, expect, test } from 'vitest';
import { certificateUntil } from '../../test/fakes/sites/signed-pack.ts';
import { pack, SitesBench, signal } from '../../test/fakes/sites/sites-bench.ts';
import { someFlow, someNode } from '../../test/fakes/visit-examples.ts';

let bench: SitesBench;
beforeEach(() => {
  bench = new SitesBench();
});

test('readiness counts what expires inside the pack, and the room', async () => {
  await bench.enrol();
  const soon = certificateUntil(new Date(Date.UTC(2026, 10, 24, 12)));
  bench.publish({ ...pack, cluster: { ...pack.cluster, adminCertificate: soon } });
  await bench.prepare();
  expect(await bench.faults()).toEqual(['expiry']);
  bench.freeBytes = 1000;
  expect(await bench.faults()).toEqual(['expiry', 'disk-space']);
});

test('a sign-off is recorded, holds while nothing changes, and says so when something did', async () => {
  await bench.enrol();
  bench.publish(pack);
  await bench.prepare();
  bench.visit.nodes = () => [someNode({ slotId: 'edge-01', identified: true })];
  bench.visit.flows = () => [someFlow()];
  await bench.sites.handlers['sites.signOff'](
    { name: 'Dr. Grace Example', note: 'Keys with reception.' },
    signal,
  );
  const handover = async () => JSON.parse((await bench.sites.handlers['sites.handover']({}, signal)).json);
  const signed = await handover();
  expect(signed.signOff).toMatchObject({
    name: 'Dr. Grace Example',
    covers: signed.digest,
    stillCovers: true,
  });
  expect(signed.log).toMatchObject({
    device: 'laptop-1',
    devSeq: 3,
    hash: bench.opStore.head('laptop-1')?.hash,
  });
  expect(bench.ops().at(-1)).toMatchObject({ kind: 'visit.signed-off', body: { digest: signed.digest } });
  bench.visit.flows = () => [someFlow({ at: 'stopped', healthy: false })];
  expect((await handover()).signOff).toMatchObject({ covers: signed.digest, stillCovers: false });
  const { html } = await bench.sites.handlers['sites.handover']({}, signal);
  expect(html).toContain('Dr. Grace Example');
  expect(html).toContain('Something changed after this was signed');
});

test('settings bench.start gentle, change one by one, and are told', () => {
  const read = () => bench.sites.handlers['settings.read']({}, signal);
  expect(read()).toEqual({ theme: 'system', sweepPace: 'gentle', syncAutomatically: true });
  bench.sites.handlers['settings.write']({ theme: 'dark' }, signal);
  bench.sites.handlers['settings.write']({ syncAutomatically: false, theme: undefined }, signal);
  expect(read()).toEqual({ theme: 'dark', sweepPace: 'gentle', syncAutomatically: false });
  expect(bench.news).toEqual(['settings.changed', 'settings.changed']);
});
