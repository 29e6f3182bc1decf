import { create } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { EventType, WatchRequestSchema } from '../../../../electron/adapters/talos/gen/cosi_resource_pb.js';
import { nodeForTest } from './lab-bench.ts';
import { all, clientFor, refusal, take } from './node-client.ts';

const STATUS = { namespace: 'runtime', type: 'MachineStatuses.runtime.talos.dev' };
const LINKS = { namespace: 'network', type: 'LinkStatuses.net.talos.dev' };

test('a watch begins with an empty answer, then what there is, then the mark that it was all', async () => {
  const { state } = clientFor(await nodeForTest());
  const request = create(WatchRequestSchema, {
    ...LINKS,
    apiVersion: 1,
    options: { bootstrapContents: true },
  });
  const [hello, ...rest] = await take(state.watch(request), 5);
  expect(hello?.event).toEqual([]);
  const kinds = rest.map(({ event }) => [event[0]?.eventType, event[0]?.resource?.metadata?.id]);
  expect(kinds).toEqual([
    [EventType.CREATED, 'enp2s0'],
    [EventType.CREATED, 'enp3s0'],
    [EventType.CREATED, 'lo'],
    [EventType.BOOTSTRAPPED, undefined],
  ]);
});

test('a client of the first version of the protocol never hears BOOTSTRAPPED', async () => {
  const node = await nodeForTest();
  const request = create(WatchRequestSchema, { ...LINKS, options: { bootstrapContents: true } });
  const heard = take(clientFor(node).state.watch(request), 5);
  // Without the mark, the fifth answer is the next change.
  await clientFor(node).machine.version({});
  await node.misbehave({ linkDown: true });
  const last = (await heard).at(-1)?.event[0];
  expect([last?.eventType, parse(last?.resource?.spec?.yamlSpec ?? '').linkState]).toEqual([
    EventType.UPDATED,
    false,
  ]);
});

test('one resource comes with its present state, and changes carry the old one along', async () => {
  const node = await nodeForTest();
  const request = create(WatchRequestSchema, { ...LINKS, id: 'enp2s0', apiVersion: 1 });
  const stream = clientFor(node).state.watch(request)[Symbol.asyncIterator]();
  expect((await stream.next()).value.event).toEqual([]);
  expect((await stream.next()).value.event[0]?.eventType).toBe(EventType.CREATED);
  await node.misbehave({ linkDown: true });
  const changed = (await stream.next()).value.event[0];
  expect(changed?.eventType).toBe(EventType.UPDATED);
  expect(Number(changed?.resource?.metadata?.version)).toBe(Number(changed?.old?.metadata?.version) + 1);
  await stream.return?.();
});

test('a resource that does not exist yet is watched from DESTROYED on', async () => {
  const { state } = clientFor(await nodeForTest());
  const request = create(WatchRequestSchema, {
    namespace: 'runtime',
    type: 'SystemDisks.block.talos.dev',
    id: 'system-disk',
    apiVersion: 1,
  });
  const [, first] = await take(state.watch(request), 2);
  expect(first?.event[0]?.eventType).toBe(EventType.DESTROYED);
});

test('questions that make no sense are refused as the node refuses them', async () => {
  const { state } = clientFor(await nodeForTest());
  expect(await refusal(state.get({ ...STATUS, id: 'nobody' }))).toEqual({
    code: 'NotFound',
    message: "resource MachineStatuses.runtime.talos.dev(runtime/nobody@undefined) doesn't exist",
  });
  expect((await refusal(all(state.list({ namespace: 'network', type: 'links' })))).code).toBe(
    'PermissionDenied',
  );
  expect((await refusal(all(state.list({ namespace: 'nowhere', type: STATUS.type })))).code).toBe(
    'PermissionDenied',
  );
  const both = create(WatchRequestSchema, {
    ...STATUS,
    id: 'machine',
    apiVersion: 1,
    options: { bootstrapContents: true },
  });
  expect((await refusal(all(state.watch(both)))).code).toBe('Unimplemented');
  const marked = create(WatchRequestSchema, {
    ...STATUS,
    options: { startFromBookmark: new Uint8Array([1]) },
  });
  expect((await refusal(all(state.watch(marked)))).code).toBe('FailedPrecondition');
});

test('the types of resources are resources, with their sensitivity', async () => {
  const { state } = clientFor(await nodeForTest());
  const list = await all(state.list({ namespace: 'meta', type: 'ResourceDefinitions.meta.cosi.dev' }));
  const specs = list.map(({ resource }) => parse(resource?.spec?.yamlSpec ?? ''));
  const links = specs.find(({ type }) => type === LINKS.type);
  expect(links).toMatchObject({ displayType: 'LinkStatus', defaultNamespace: 'network', sensitivity: '' });
  expect(specs.find(({ type }) => type === 'MachineConfigs.config.talos.dev').sensitivity).toBe('sensitive');
  expect(list.map(({ resource }) => resource?.metadata?.id)).toContain('linkstatuses.net.talos.dev');
});
