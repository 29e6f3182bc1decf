import { test } from 'vitest';
import type { Check } from '../../../shared/domain/checks/check.ts';
import { expectWords } from '../../../test/fakes/checks/expect-words.ts';
import { createFakeLaptop, sampleNode } from '../../../test/fakes/checks/fake-laptop.ts';
import type { FakeSiteNetwork } from '../../../test/fakes/checks/fake-site-network.ts';
import type { TimeAnswer, TlsAnswer } from '../checks-ports.ts';
import type { LaptopContext } from '../laptop-context.ts';
import { dnsServers } from './dns-servers.ts';
import { egress } from './egress.ts';
import { gateway } from './gateway.ts';
import { laptopLink } from './laptop-link.ts';
import { nodeApi } from './node-api.ts';
import { timeOffset } from './time-offset.ts';
import { tlsInterception } from './tls-interception.ts';

const REGISTRY = '10.77.0.10:443';
const FIRST_DNS = '10.20.0.53:53';

const eth0 = (change: object) => (network: FakeSiteNetwork) => {
  const [link] = network.interfaces;
  if (link !== undefined) network.interfaces[0] = { ...link, ...change };
};
const dns = (change: object) => (network: FakeSiteNetwork) => {
  for (const server of network.dns.values()) Object.assign(server, change);
};
const names = (addresses: readonly string[]) => (network: FakeSiteNetwork) =>
  network.dns.get(FIRST_DNS)?.names.set('registry.backend.example', addresses);
const times =
  (...offsetsMs: number[]) =>
  ({ ntp }: FakeSiteNetwork) => {
    for (const key of ntp.keys()) {
      const offsetMs = offsetsMs.shift();
      const time: TimeAnswer = { state: 'time', offsetMs: offsetMs ?? 0, roundTripMs: 1, stratum: 2 };
      ntp.set(key, offsetMs === undefined ? { state: 'silent' } : time);
    }
  };
const tls = (answer: TlsAnswer) => (network: FakeSiteNetwork) => network.tls.set(REGISTRY, answer);
const forged = (issuer: string): TlsAnswer => ({
  state: 'presented',
  spkiSha256: 'x',
  issuer,
  subject: '',
  tookMs: 1,
});

type OnSite = (network: FakeSiteNetwork) => unknown;
test.each<[Check<LaptopContext>, OnSite, string]>([
  [laptopLink, () => 0, 'eth0 is connected with 10.20.4.77/24, 1,000 Mbit/s.'],
  [laptopLink, eth0({ speedMbit: null }), 'eth0 is connected with 10.20.4.77/24.'],
  [
    laptopLink,
    ({ interfaces }) => interfaces.splice(0),
    'This laptop has no network connection that can be used.',
  ],
  [laptopLink, eth0({ carrier: false }), 'eth0 has no cable, or nothing answers at its other end.'],
  [laptopLink, eth0({ addresses: [] }), 'eth0 has no address. Nobody answered its request for one.'],
  [
    laptopLink,
    eth0({ addresses: ['10.9.9.9/24'] }),
    'eth0 has 10.9.9.9/24, which is not in the lab’s network 10.20.4.0/24.',
  ],
  [
    laptopLink,
    eth0({ duplex: 'half' }),
    'eth0 and the socket agreed on half duplex. Transfers will be slow and break off.',
  ],
  [laptopLink, eth0({ speedMbit: 100 }), 'eth0 runs at 100 Mbit/s. A lab socket gives 1,000.'],
  [gateway, () => 0, '10.20.4.1 is there and answers in 2 ms.'],
  [gateway, ({ tcp }) => tcp.clear(), '10.20.4.1 is there.'],
  [
    gateway,
    ({ tcp, neighbours }) => [tcp.clear(), neighbours?.clear()],
    '10.20.4.1 is not there: it has no hardware address and does not answer.',
  ],
  [
    gateway,
    ({ connectMs }) => connectMs.splice(0, 1, 40),
    '10.20.4.1 takes 40 ms to answer, also at its fifth try.',
  ],
  [dnsServers, () => 0, 'Both name servers answer truthfully, in 3 ms on average.'],
  [dnsServers, dns({ state: 'silent' }), 'No name server answers: 10.20.0.53:53, 10.20.0.54:53.'],
  [
    dnsServers,
    names(['1.2.3.4']),
    'A name leads somewhere else: registry.backend.example → 1.2.3.4 by 10.20.0.53:53. It must lie in 10.77.0.0/24.',
  ],
  [
    dnsServers,
    (network) => network.dns.get(FIRST_DNS)?.names.clear(),
    'A name is not known: registry.backend.example by 10.20.0.53:53, console.backend.example by 10.20.0.53:53.',
  ],
  [
    dnsServers,
    dns({ forUnknown: ['1.2.3.4'] }),
    '10.20.0.53:53, 10.20.0.54:53 gives an address for names that do not exist.',
  ],
  [dnsServers, (network) => network.dns.delete(FIRST_DNS), '10.20.0.53:53 does not answer.'],
  [dnsServers, dns({ latencyMs: 450 }), 'Name servers take 450 ms on average.'],
  [dnsServers, dns({ latencyMs: 1450 }), 'Name servers take 1,450 ms on average. Programs will give up.'],
  [timeOffset, () => 0, 'It agrees with the site’s time (4 ms).'],
  [timeOffset, times(), 'No time server answers this laptop: 10.20.0.123:123, 10.20.0.124:123.'],
  [timeOffset, times(0, 9000), 'The time servers differ from each other by 9,000 ms.'],
  [timeOffset, times(2500, 2500), 'This laptop differs from the site by 2,500 ms.'],
  [timeOffset, times(250_000, 250_000), 'This laptop differs from the site by more than a minute.'],
  [timeOffset, times(5), '10.20.0.124:123 does not answer.'],
  [egress, () => 0, 'Both endpoints in 10.77.0.0/24 can be reached.'],
  [
    egress,
    ({ tcp }) => tcp.set(REGISTRY, 'refused'),
    'Registry 10.77.0.10:443/tcp is refused at once: something on the way rejects it, or the service is down.',
  ],
  [
    egress,
    ({ tcp }) => tcp.set(REGISTRY, 'silent'),
    'Registry 10.77.0.10:443/tcp stays silent: something on the way drops it without a word.',
  ],
  [
    egress,
    ({ tcp }) => tcp.set(REGISTRY, 'unreachable'),
    'Registry 10.77.0.10:443/tcp cannot be reached: there is no route to it.',
  ],
  [
    egress,
    ({ tcp }) => tcp.clear() ?? tcp.set(REGISTRY, 'refused'),
    'These cannot be reached: Registry 10.77.0.10:443/tcp, Console 10.77.0.11:443/tcp.',
  ],
  [tlsInterception, () => 0, 'Both endpoints show the expected key.'],
  [
    tlsInterception,
    tls(forged('O=Fortinet')),
    'Registry (registry.backend.example) shows another key than the backend’s. Likely Fortinet. Issued by: O=Fortinet.',
  ],
  [
    tlsInterception,
    tls(forged('O=St. Anna')),
    'Registry (registry.backend.example) shows another key than the backend’s. Issued by: O=St. Anna.',
  ],
  [
    tlsInterception,
    tls({ state: 'reset' }),
    'The connection to Registry (registry.backend.example) is cut as soon as its name is sent.',
  ],
  [
    tlsInterception,
    tls({ state: 'not-tls' }),
    'Something else answers in place of Registry (registry.backend.example), without encryption.',
  ],
  [
    tlsInterception,
    tls({ state: 'silent' }),
    'Registry (registry.backend.example) opens, but the encrypted greeting never comes back.',
  ],
  [
    tlsInterception,
    tls({ state: 'refused' }),
    'Registry (registry.backend.example) closed between two looks.',
  ],
  [nodeApi, () => 0, '2 nodes answer on port 50000.'],
  [
    nodeApi,
    ({ tcp }) => tcp.set('10.20.4.11:50000', 'refused'),
    'talos-abc-123 (10.20.4.11:50000) refuses to talk. It may be managed from elsewhere, or still starting.',
  ],
  [nodeApi, ({ tcp }) => tcp.clear(), 'talos-abc-123 (10.20.4.11:50000) does not answer any more.'],
])('$code from the laptop', async (check, change, sentence) => {
  const { network, context, signal } = createFakeLaptop();
  change(network);
  expectWords(check.code, await check.run(context([sampleNode()]), signal), sentence);
});
