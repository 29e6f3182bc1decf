import { expect, test } from 'vitest';
import { ApplyConfigurationRequest_Mode as Mode } from '../../../../electron/adapters/talos/gen/talos_machine_lifecycle_pb.js';
import { labMachineConfig } from '../config/write-config.ts';
import { adminOf, configFor, nodeForTest, siteForTest, untilBootstrapIsDue } from './lab-bench.ts';
import { apply, clientFor, refusal } from './node-client.ts';

test('two configurations at once are one too many', async () => {
  const node = await nodeForTest({ timeScale: 10 });
  const client = clientFor(node);
  const config = configFor(siteForTest());
  const answers = await Promise.allSettled([
    apply(client, config, { dryRun: true }),
    apply(client, config, { dryRun: true }),
  ]);
  const refused = answers.find(({ status }) => status === 'rejected');
  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(refused?.status === 'rejected' && String(refused.reason)).toContain(
    'another apply configuration is already in progress',
  );
});

test('a node of 1.12 knows neither NO_REBOOT nor a real dry run in maintenance', async () => {
  const client = clientFor(await nodeForTest({ profile: 'm12' }));
  const config = configFor(siteForTest());
  expect((await refusal(apply(client, config, { mode: Mode.NO_REBOOT }))).code).toBe('Unimplemented');
  const dry = await apply(client, config, { dryRun: true });
  expect(dry.mode).toBe(Mode.REBOOT);
  expect(dry.modeDetails).toContain('does not have a config yet');
});

test('a configured node of 1.13 says when a change needs a reboot, and takes the rest at once', async () => {
  const site = siteForTest();
  const text = configFor(site);
  const node = await nodeForTest({ profile: 'cfg13', site: { machineConfig: text } });
  const admin = clientFor(node, adminOf(site));
  const renamed = await apply(admin, text.replace('hostname: north-controlplane', 'hostname: north-2'));
  expect(renamed.mode).toBe(Mode.NO_REBOOT);
  expect(node.state().hostname).toBe('north-2');
  const slow = text.replace('diskQuotaSupport: true', 'diskQuotaSupport: false');
  expect((await refusal(apply(admin, slow, { mode: Mode.NO_REBOOT }))).code).toBe('InvalidArgument');
  expect((await apply(admin, slow)).mode).toBe(Mode.REBOOT);
  await node.until(({ stage }) => stage === 'rebooting', 5000);
  await node.until(({ isReady }) => isReady, 5000);
});

test('a configured node of 1.14 does not know REBOOT, and wants the main document', async () => {
  const site = siteForTest();
  const node = await nodeForTest({ profile: 'cfg14', site: { machineConfig: configFor(site) } });
  const admin = clientFor(node, adminOf(site));
  expect(await refusal(apply(admin, configFor(site), { mode: Mode.REBOOT }))).toEqual({
    code: 'Unimplemented',
    message: 'the REBOOT mode is not supported, please use AUTO or NO_REBOOT modes instead',
  });
  const partial = '{ apiVersion: v1alpha1, kind: HostnameConfig, hostname: edge-1 }';
  expect((await refusal(apply(admin, partial))).code).toBe('InvalidArgument');
});

test('a configuration on trial is taken back when nobody confirms it', async () => {
  const site = siteForTest();
  const text = configFor(site);
  const node = await nodeForTest({ profile: 'cfg13', site: { machineConfig: text } });
  const answer = await apply(
    clientFor(node, adminOf(site)),
    text.replace('hostname: north-controlplane', 'hostname: north-2'),
    { mode: Mode.TRY },
  );
  expect(answer.modeDetails).toContain('automatically reverted back in 60s');
  expect(node.state().hostname).toBe('north-2');
  await node.until(({ hostname }) => hostname === 'north-controlplane', 5000);
});

test('a path that no disk has is found out by the installer, and the node forgets the configuration', async () => {
  const node = await nodeForTest();
  const config = labMachineConfig(siteForTest(), {
    role: 'controlplane',
    hostname: 'x',
    install: { disk: '/dev/nvme7n1' },
  });
  await apply(clientFor(node), config);
  await node.until(({ stage }) => stage === 'rebooting', 5000);
  const state = await node.until(({ stage, isListening }) => stage === 'maintenance' && isListening, 5000);
  expect(state).toMatchObject({ isConfigured: false, systemDisk: null });
  expect(node.consoleLines().join('\n')).toContain('stat /dev/nvme7n1: no such file or directory');
});

test('an address of the configuration is where the node is found afterwards', async () => {
  const site = siteForTest();
  const node = await nodeForTest();
  const interfaces = [
    {
      interface: 'enp2s0',
      addresses: ['127.77.9.31/24'],
      routes: [{ network: '0.0.0.0/0', gateway: '127.77.9.1' }],
    },
  ];
  const install = { diskSelector: { serial: 'S5GXNF0T*' } };
  await apply(
    clientFor(node),
    labMachineConfig(site, { role: 'controlplane', hostname: 'moved', install, interfaces }),
  );
  await untilBootstrapIsDue(node);
  expect(node.address).toBe('127.77.9.31');
  expect((await clientFor(node, adminOf(site)).machine.hostname({})).messages[0]?.hostname).toBe('moved');
});
