import { QueryObserver } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { fakeEngineDoor } from '../../test/fakes/fake-engine-door.ts';
import { createEngineClient } from './engine-client.ts';
import { createQueryClient, keepFresh } from './keep-fresh.ts';
import { discoveryQueries, provisioningQueries, settingsQueries } from './queries.ts';

function watched() {
  const engine = fakeEngineDoor();
  let ids = 0;
  const client = createEngineClient(engine.door, { makeId: () => `id-${++ids}`, now: () => 0 });
  const queries = createQueryClient(client);
  keepFresh(client, queries);
  engine.become('connected');
  engine.take();
  const asked = () => engine.take().flatMap((message) => (message.type === 'ask' ? [message] : []));
  return { engine, queries, asked };
}

/** Lets promises that are already settled run on. */
const settled = async () => {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
};

test('news leads to one more question, however often it comes while that is on its way', async () => {
  const { engine, queries, asked } = watched();
  new QueryObserver(queries, discoveryQueries.nodes()).subscribe(() => {});
  const [first] = asked();
  engine.say({ type: 'answer', id: first?.id ?? '', ok: true, value: [] });
  await settled();
  for (let times = 0; times < 5; times++)
    engine.say({ type: 'news', name: 'discovery.changed', payload: null });
  await settled();
  const again = asked();
  expect(again.map(({ name }) => name)).toEqual(['discovery.nodes']);
  engine.say({ type: 'answer', id: again[0]?.id ?? '', ok: true, value: [] });
  await settled();
  expect(asked().map(({ name }) => name)).toEqual(['discovery.nodes']);
});

test('the plan that is being read is not made anew behind the reader', async () => {
  const { engine, queries, asked } = watched();
  new QueryObserver(queries, provisioningQueries.plan('uuid:1')).subscribe(() => {});
  asked();
  for (const name of ['discovery.changed', 'provisioning.changed', 'checks.changed', 'sites.changed']) {
    engine.say({ type: 'news', name, payload: null });
  }
  await settled();
  expect(asked()).toEqual([]);
});

test('news that carries its value needs no question', async () => {
  const { engine, queries, asked } = watched();
  const payload = { theme: 'light', sweepPace: 'normal', syncAutomatically: false } as const;
  engine.say({ type: 'news', name: 'settings.changed', payload });
  await settled();
  expect(queries.getQueryData(settingsQueries.read().queryKey)).toEqual(payload);
  expect(asked()).toEqual([]);
});

test('when the engine is back, everything on the screen is asked again', async () => {
  const { engine, queries, asked } = watched();
  new QueryObserver(queries, discoveryQueries.nodes()).subscribe(() => {});
  asked();
  engine.become('lost');
  await settled();
  engine.become('connected');
  await settled();
  expect(asked().map(({ name }) => name)).toEqual(['discovery.nodes']);
});
