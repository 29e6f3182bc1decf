import { gunzipSync } from 'node:zlib';
import { fromBinary } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import {
  type Event,
  MachineStatusEvent_MachineStage,
  MachineStatusEventSchema,
  SequenceEventSchema,
} from '../../../../electron/adapters/talos/gen/talos_machine_events_pb.js';
import { ApplyConfigurationRequest_Mode } from '../../../../electron/adapters/talos/gen/talos_machine_lifecycle_pb.js';
import { createLabClusters } from '../lab-cluster.ts';
import { labHardware } from '../lab-hardware.ts';
import type { KubernetesHook } from '../lab-node-options.ts';
import { adminOf, configFor, nodeForTest, siteForTest, untilBootstrapIsDue } from './lab-bench.ts';
import { all, apply, clientFor, refusal } from './node-client.ts';

test('a machine goes from maintenance over installation and bootstrap to healthy', async () => {
  const told: string[] = [];
  const kubernetes: KubernetesHook = {
    kubeconfig: async (clusterName) => `apiVersion: v1\nkind: Config\nclusters: [{name: ${clusterName}}]\n`,
    nodeReady: ({ hostname, role }) => told.push(`ready ${hostname} ${role}`),
    bootstrapped: () => told.push('bootstrapped'),
    down: (hostname) => told.push(`down ${hostname}`),
  };
  const node = await nodeForTest({ kubernetes });
  const site = siteForTest();
  const before = node.fingerprint();
  const stages: string[] = [];
  node.onChange(({ stage }) => stages.at(-1) !== stage && stages.push(stage));

  const answer = await apply(clientFor(node), configFor(site));
  expect(answer.mode).toBe(ApplyConfigurationRequest_Mode.NO_REBOOT);
  expect(answer.modeDetails).toBe('Applied configuration without a reboot');

  await untilBootstrapIsDue(node);
  expect(node.fingerprint()).not.toBe(before);
  const admin = clientFor(node, adminOf(site));
  await admin.machine.bootstrap({});
  expect(await refusal(admin.machine.bootstrap({}))).toEqual({
    code: 'AlreadyExists',
    message: 'etcd data directory is not empty',
  });
  const state = await node.until(({ isReady }) => isReady, 5000);
  expect(state).toMatchObject({
    stage: 'running',
    hostname: 'north-controlplane',
    systemDisk: '/dev/nvme0n1',
    unmet: [],
  });
  expect(told).toEqual(['bootstrapped', 'ready north-controlplane controlplane']);
  expect(stages).toEqual(['maintenance', 'installing', 'rebooting', 'booting', 'running']);

  const [archive] = await all(admin.machine.kubeconfig({}));
  const tar = gunzipSync(archive?.bytes ?? new Uint8Array());
  expect(tar.subarray(0, 10).toString('ascii')).toBe('kubeconfig');
  expect(tar.subarray(512).toString('utf8')).toContain('name: north-lab');
  const progress = await all(admin.cluster.healthCheck({ waitTimeout: { seconds: 2n } }));
  expect(progress.at(-1)?.message).toBe('waiting for all k8s nodes to report schedulable: OK');
  const config = await admin.state.get({
    namespace: 'config',
    type: 'MachineConfigs.config.talos.dev',
    id: 'persistent',
  });
  expect(config.resource?.spec?.yamlSpec).toContain('type: controlplane');
});

test('a worker opens only when its control plane runs, and is ready once the cluster is', async () => {
  const clusters = createLabClusters();
  const site = siteForTest();
  const worker = await nodeForTest({ name: 'lab-edge-02', hardware: labHardware(1), clusters });
  await apply(clientFor(worker), configFor(site, 'worker', 1));
  await worker.until(({ stage }) => stage === 'running', 5000);
  expect(worker.state().isListening).toBe(false);

  const boss = await nodeForTest({ clusters });
  await apply(clientFor(boss), configFor(site));
  await worker.until(({ isListening }) => isListening, 5000);
  expect(worker.state().unmet.map(({ name }) => name)).toEqual(['nodeReady']);
  expect(await refusal(clientFor(worker, adminOf(site)).machine.bootstrap({}))).toEqual({
    code: 'Unimplemented',
    message: 'bootstrap is only available on control plane nodes',
  });
  await untilBootstrapIsDue(boss);
  const admin = clientFor(boss, adminOf(site));
  await admin.machine.bootstrap({});
  await worker.until(({ isReady }) => isReady, 5000);
  await boss.until(({ isReady }) => isReady, 5000);
  const members = await all(admin.state.list({ namespace: 'cluster', type: 'Members.cluster.talos.dev' }));
  expect(members.map(({ resource }) => resource?.metadata?.id)).toEqual([
    'north-controlplane',
    'north-worker',
  ]);
});

test('bootstrap is refused before the node is up and while its time is wrong', async () => {
  const site = siteForTest();
  // Slow enough to be met in the middle of the installation.
  const fresh = await nodeForTest({ misbehave: { timeNotInSync: true }, timeScale: 40 });
  await apply(clientFor(fresh), configFor(site));
  await fresh.until(
    ({ stage, isListening, systemDisk }) => stage === 'installing' && isListening && systemDisk === null,
    5000,
  );
  const admin = clientFor(fresh, adminOf(site));
  expect(await refusal(admin.machine.bootstrap({}))).toEqual({
    code: 'FailedPrecondition',
    message: 'bootstrap is not available yet',
  });
  await untilBootstrapIsDue(fresh);
  expect(await refusal(clientFor(fresh, adminOf(site)).machine.bootstrap({}))).toEqual({
    code: 'FailedPrecondition',
    message: 'time is not in sync yet',
  });
  expect(fresh.state().unmet.map(({ name }) => name)).toContain('time');
});

test('events begin with a hello, carry their own kind of type name, and tell the installation', async () => {
  const node = await nodeForTest({ timeScale: 40 });
  const site = siteForTest();
  await apply(clientFor(node), configFor(site));
  await node.until(({ stage, isListening }) => stage === 'installing' && isListening, 5000);
  const heard: Event[] = [];
  const listening = (async () => {
    for await (const event of clientFor(node, adminOf(site)).machine.events({ tailEvents: -1 }))
      heard.push(event);
  })();
  await expect(listening).rejects.toThrow();
  expect(heard[0]?.data).toMatchObject({ typeUrl: '', value: new Uint8Array() });
  expect(
    heard
      .slice(1)
      .every(
        ({ id, data }) => /^[0-9a-v]{20}$/.test(id) && data?.typeUrl.startsWith('talos/runtime/machine.'),
      ),
  ).toBe(true);
  const ids = heard.slice(1).map(({ id }) => id);
  expect(ids).toEqual([...ids].sort());
  const statuses = heard.flatMap(({ data }) =>
    data?.typeUrl === 'talos/runtime/machine.MachineStatusEvent'
      ? [fromBinary(MachineStatusEventSchema, data.value).stage]
      : [],
  );
  expect(statuses).toContain(MachineStatusEvent_MachineStage.MAINTENANCE);
  expect(statuses).toContain(MachineStatusEvent_MachineStage.INSTALLING);
  const sequences = heard.flatMap(({ data }) =>
    data?.typeUrl === 'talos/runtime/machine.SequenceEvent'
      ? [fromBinary(SequenceEventSchema, data.value).sequence]
      : [],
  );
  expect(sequences).toEqual(expect.arrayContaining(['initialize', 'install']));
});

test('a reset machine forgets everything and is back in maintenance with another certificate', async () => {
  const site = siteForTest();
  const node = await nodeForTest({ profile: 'cfg13', site: { machineConfig: configFor(site) } });
  const before = node.fingerprint();
  const [answer] = (await clientFor(node, adminOf(site)).machine.reset({ reboot: true })).messages;
  expect(answer?.actorId).toMatch(/^[0-9a-f-]{36}$/);
  await node.until(({ stage, isListening }) => stage === 'maintenance' && isListening, 5000);
  expect(node.state()).toMatchObject({ isConfigured: false, systemDisk: null, isBootstrapped: false });
  expect(node.fingerprint()).not.toBe(before);
});
