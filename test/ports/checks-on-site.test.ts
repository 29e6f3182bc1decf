import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../electron/adapters/clock/system-clock.ts';
import { createNameServers } from '../../electron/adapters/dns/name-servers.ts';
import { createHostNetwork } from '../../electron/adapters/host-network/host-network.ts';
import { createTimeServers } from '../../electron/adapters/ntp/time-servers.ts';
import { createTalosLinks } from '../../electron/adapters/talos/talos-links.ts';
import { createTcpProbe } from '../../electron/adapters/tcp/tcp-probe.ts';
import { createTlsProbe } from '../../electron/adapters/tls/tls-probe.ts';
import { laptopChecks, nodeChecks } from '../../electron/checks/check-lists.ts';
import { chooseInterface } from '../../electron/checks/choose-interface.ts';
import { laptopContext } from '../../electron/checks/laptop-context.ts';
import { nodeContext } from '../../electron/checks/node-context.ts';
import { runChecks } from '../../electron/checks/run-checks.ts';
import type { CheckEntry } from '../../shared/domain/checks/check.ts';
import { foldReport } from '../../shared/domain/checks/fold-report.ts';
import type { NodeView } from '../../shared/domain/nodes/node-view.ts';
import { wordsOfEntry } from '../../shared/words/check-words.ts';
import { sampleNode } from '../fakes/checks/fake-laptop.ts';
import { createFakeLog, type FakeLog } from '../fakes/fake-log.ts';
import { type Hospital, startHospital } from '../hospital/start-hospital.ts';

const signal = new AbortController().signal;
let hospital: Hospital;
let log: FakeLog;
beforeAll(async () => {
  hospital = await startHospital({ base: 'own', nodes: 2 });
});
afterAll(() => hospital.stop());
beforeEach(() => {
  log = createFakeLog();
});
afterEach(async () => {
  const { dns, ntp, endpoints } = hospital;
  for (const server of [...dns, ...ntp]) server.setTrouble({});
  await Promise.all(endpoints.map((endpoint) => endpoint.setTrouble({})));
  expect(log.bugs).toEqual([]);
});

function views(): readonly NodeView[] {
  const { addresses, pack } = hospital;
  return addresses.nodes.map(({ address, port }, index) =>
    sampleNode({
      id: `node-${index}`,
      name: pack.slots[index]?.label ?? '',
      address,
      port,
      candidateSlotIds: [pack.slots[index]?.id ?? ''],
    }),
  );
}

async function fromLaptop(): Promise<readonly CheckEntry[]> {
  const { pack } = hospital;
  const hostNetwork = createHostNetwork();
  const wanted = ['lo'];
  const chosen = chooseInterface(await hostNetwork.interfaces(signal), wanted, pack.network.subnet);
  const context = laptopContext(
    {
      hostNetwork,
      tcpProbe: createTcpProbe(),
      tlsProbe: createTlsProbe(),
      nameServers: createNameServers(),
      timeServers: createTimeServers(systemClock),
      randomLabel: () => 'nobody-has-this',
    },
    { pack, chosen, wanted, nodes: views() },
    signal,
  );
  return await runChecks(laptopChecks, context, {
    clock: systemClock,
    log,
    signal,
    onEntry: () => undefined,
  });
}

const states = (entries: readonly CheckEntry[]) =>
  entries.map(({ code, finding }) => `${code} ${finding.state}`);
/** Each cause as code, kind, and what it keeps from running. */
const causes = (entries: readonly CheckEntry[]) =>
  foldReport({ entries }).causes.map(({ entry: { code, finding }, consequences }) => [
    code,
    finding.state === 'fault' ? finding.facts.kind : finding.state,
    ...consequences.map((each) => each.code),
  ]);

test('on a healthy site the whole list from the laptop is good, in seconds', async () => {
  const startedAtMs = performance.now();
  const entries = await fromLaptop();
  expect(states(entries)).toEqual(laptopChecks.map(({ code }) => `${code} ok`));
  expect(performance.now() - startedAtMs).toBeLessThan(15_000);
});

test('every node finds itself in order', async () => {
  const links = createTalosLinks();
  for (const view of views()) {
    const { address, port } = view;
    const link = await links.open({ address, port, fingerprint: null, credentials: null });
    const context = nodeContext(hospital.pack, view, link);
    const options = { clock: systemClock, log, signal, onEntry: () => undefined };
    const entries = await runChecks(nodeChecks, context, options);
    link.close();
    expect(entries.filter(({ finding }) => finding.state !== 'ok').map(wordsOfEntry)).toEqual([]);
  }
});

test('a firewall that opens TLS is seen by its own certificate', async () => {
  await hospital.endpoints[0]?.setTrouble({ intercepted: true });
  const entries = await fromLaptop();
  expect(causes(entries)).toEqual([['tls-interception', 'intercepted']]);
  const tls = entries.find(({ code }) => code === 'tls-interception');
  expect(tls === undefined ? '' : wordsOfEntry(tls).sentence).toContain(
    'shows another key than the backend’s',
  );
});

test('a closed endpoint and one behind a name filter are two causes', async () => {
  await hospital.endpoints[0]?.setTrouble({ closed: true });
  await hospital.endpoints[1]?.setTrouble({ resetAfterHello: true });
  expect(causes(await fromLaptop())).toEqual([
    ['egress', 'refused'],
    ['tls-interception', 'reset'],
  ]);
});

test('a backend that is closed as a whole is one cause', async () => {
  await Promise.all(hospital.endpoints.map((endpoint) => endpoint.setTrouble({ closed: true })));
  expect(causes(await fromLaptop())).toEqual([['egress', 'refused', 'tls-interception']]);
});

test.each([
  [{ wrongAnswers: true }, 'altered'],
  [{ hijack: true }, 'dishonest'],
  [{ silent: true }, 'someSilent'],
  [{ slowMs: 550 }, 'slow'],
])('one name server with %j is told as %s', async (trouble, kind) => {
  hospital.dns[0]?.setTrouble(trouble);
  // The mean of both is worth knowing only when it passes 400.
  if (kind === 'slow') hospital.dns[1]?.setTrouble({ slowMs: 350 });
  expect(causes(await fromLaptop())).toEqual([['dns-servers', kind]]);
});

test.each([
  [{ aheadMs: 5000 }, 'off'],
  [{ aheadMs: -3_600_000 }, 'farOff'],
  [{ silent: true }, 'allSilent'],
  [{ unsynchronised: true }, 'allSilent'],
])('a time server with %j is told as %s', async (trouble, kind) => {
  for (const server of hospital.ntp) server.setTrouble(trouble);
  expect(causes(await fromLaptop())).toEqual([['time-offset', kind]]);
});
