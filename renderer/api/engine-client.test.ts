import { expect, test } from 'vitest';
import { fakeEngineDoor } from '../../test/fakes/fake-engine-door.ts';
import { createEngineClient } from './engine-client.ts';

const settings = { theme: 'dark', sweepPace: 'gentle', syncAutomatically: true } as const;

function connectedClient() {
  const engine = fakeEngineDoor();
  let ids = 0;
  const client = createEngineClient(engine.door, { makeId: () => `id-${++ids}`, now: () => 1000 });
  engine.become('connected');
  engine.take();
  return { engine, client };
}

test('a question waits until the engine is there, then gets its answer', async () => {
  const engine = fakeEngineDoor();
  const client = createEngineClient(engine.door, { makeId: () => 'id-1', now: () => 0 });
  const answer = client.ask('settings.read', {});
  expect(engine.take()).toEqual([]);
  engine.become('connected');
  expect(engine.take()).toEqual([
    { type: 'jobs' },
    { type: 'ask', id: 'id-1', name: 'settings.read', input: {} },
  ]);
  engine.say({ type: 'answer', id: 'id-1', ok: true, value: settings });
  expect(await answer).toEqual(settings);
});

test('a failure of the engine is thrown with its code and facts', async () => {
  const { engine, client } = connectedClient();
  const answer = client.ask('discovery.addTyped', { typed: '??' });
  const failure = { code: 'address-unreadable', facts: { typed: '??' } } as const;
  engine.say({ type: 'answer', id: 'id-1', ok: false, failure });
  await expect(answer).rejects.toMatchObject({ failure });
});

test('when the engine is lost, what was asked is told so and nothing new is sent', async () => {
  const { engine, client } = connectedClient();
  const asked = client.ask('sites.overview', {});
  engine.take();
  engine.become('lost');
  await expect(asked).rejects.toMatchObject({ failure: { code: 'engine-away' } });
  await expect(client.ask('sites.overview', {})).rejects.toMatchObject({ failure: { code: 'engine-away' } });
  expect(engine.take()).toEqual([]);
});

test('a second port without a loss between still tells who asked on the first', async () => {
  const { engine, client } = connectedClient();
  const asked = client.ask('sites.overview', {});
  engine.become('connected');
  await expect(asked).rejects.toMatchObject({ failure: { code: 'engine-away' } });
});

test('a job is in the book before the engine has said anything, and follows its snapshots', () => {
  const { engine, client } = connectedClient();
  const id = client.startJob('discovery.sweep', { range: '10.20.4.0/24' });
  const begun = { id, name: 'discovery.sweep', startedAtMs: 1000 } as const;
  const waiting = {
    ...begun,
    state: 'running',
    progress: null,
    cancellable: true,
    isStopping: false,
  } as const;
  expect(client.jobs.newest('discovery.sweep')).toEqual(waiting);
  const progress = { done: 12, total: 254, answered: 1, leftMs: 9000 };
  engine.say({ type: 'job', snapshot: { ...begun, state: 'running', progress, cancellable: true } });
  client.cancel(id);
  expect(client.jobs.newest('discovery.sweep')).toEqual({ ...waiting, progress, isStopping: true });
  const value = { touched: 254, answered: 1, nodes: 1, stopped: false };
  engine.say({ type: 'job', snapshot: { ...begun, state: 'succeeded', value } });
  expect(client.jobs.newest('discovery.sweep')).toEqual({
    ...begun,
    state: 'succeeded',
    value,
    isStopping: false,
  });
});

test('after a reload the jobs that still run are found again', () => {
  const engine = fakeEngineDoor();
  const client = createEngineClient(engine.door);
  expect(client.jobs.isKnown()).toBe(false);
  engine.become('connected');
  const snapshot = { id: 'old', name: 'sites.prepare', startedAtMs: 5, state: 'running' } as const;
  engine.say({ type: 'jobs', snapshots: [{ ...snapshot, progress: null, cancellable: true }] });
  expect(client.jobs.isKnown()).toBe(true);
  expect(client.jobs.newest('sites.prepare')?.id).toBe('old');
});

test('a job that the new engine does not know was interrupted', () => {
  const { engine, client } = connectedClient();
  client.startJob('checks.run', { from: 'laptop' });
  engine.become('lost');
  expect(client.jobs.newest('checks.run')?.state).toBe('running');
  engine.become('connected');
  engine.say({ type: 'jobs', snapshots: [] });
  expect(client.jobs.newest('checks.run')).toMatchObject({
    state: 'failed',
    failure: { code: 'engine-away' },
  });
});

test('a job started while the engine is away fails at once', () => {
  const { engine, client } = connectedClient();
  engine.become('lost');
  client.startJob('sync.now', {});
  expect(client.jobs.newest('sync.now')).toMatchObject({ state: 'failed', failure: { code: 'engine-away' } });
  expect(engine.take()).toEqual([]);
});

test('news reaches those who listen, until they stop', () => {
  const { engine, client } = connectedClient();
  const heard: unknown[] = [];
  const stop = client.onNews('settings.changed', (payload) => heard.push(payload));
  engine.say({ type: 'news', name: 'settings.changed', payload: settings });
  stop();
  engine.say({ type: 'news', name: 'settings.changed', payload: { ...settings, theme: 'light' } });
  expect(heard).toEqual([settings]);
});

test('of the jobs that ended only the newest are kept, and those that run always', () => {
  const { engine, client } = connectedClient();
  const running = client.startJob('discovery.listen', {});
  for (let place = 0; place < 30; place++) {
    const id = `ended-${place}`;
    engine.say({ type: 'job', snapshot: { id, name: 'checks.run', startedAtMs: place, state: 'cancelled' } });
  }
  expect(client.jobs.all()).toHaveLength(21);
  expect(client.jobs.all().some(({ id }) => id === running)).toBe(true);
});
