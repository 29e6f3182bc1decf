/** Outputs of the three systems: Linux as printed, Windows and macOS as their documentation and reports show them. */
import { expect, test } from 'vitest';
import { parseIpNeigh, parseProcArp } from './linux-neighbours.ts';
import { parseMacArp, parseMacNdp } from './macos-neighbours.ts';
import type { Neighbour } from './neighbour.ts';
import { parseNetNeighbor, parseWindowsArp } from './windows-neighbours.ts';

const short = (found: readonly Neighbour[] | null) =>
  found?.map(({ address, mac, interfaceName, state }) => [address, mac, interfaceName, state].join(' '));

const procArp = `IP address       HW type     Flags       HW address            Mask     Device
10.20.4.1        0x1         0x2         02:fc:00:00:00:05     *        eth0
10.20.4.99       0x1         0x0         00:00:00:00:00:00     *        eth0
10.20.4.98       0x1         0x0         02:fc:00:00:00:98     *        eth0
10.20.4.12       0x1         0x6         02:AA:00:00:00:12     *        eth0
10.20.4.13       0x1         0x2         00:00:00:00:00:00     *        eth0
`;
test('Linux, /proc/net/arp: what never answered and what went silent is left out', () => {
  expect(short(parseProcArp(procArp))).toEqual([
    '10.20.4.1 02:fc:00:00:00:05 eth0 unknown',
    '10.20.4.12 02:aa:00:00:00:12 eth0 permanent',
  ]);
  expect(parseProcArp('')).toEqual([]);
});

const ipNeigh = `[{"dst":"10.20.4.1","dev":"eth0","lladdr":"02:fc:00:00:00:05","state":["STALE"]},
{"dst":"10.20.4.11","dev":"eth0","lladdr":"02:aa:00:00:00:11","state":["REACHABLE"]},
{"dst":"10.20.4.98","dev":"eth0","lladdr":"02:fc:00:00:00:98","state":["FAILED"]},
{"dst":"10.20.4.99","dev":"eth0","state":["INCOMPLETE"]},
{"dst":"fd00::1","dev":"eth0","state":["FAILED"]},
{"dst":"fe80::2aa:ff:fe00:11","dev":"eth0","lladdr":"02:aa:00:00:00:11","router":null,"state":["DELAY"]},
{"dst":"10.20.4.12","dev":"eth0","lladdr":"02:aa:00:00:00:12","state":["PERMANENT"]},
{"dst":"224.0.0.22","dev":"eth0","lladdr":"01:00:5e:00:00:16","state":["NOARP"]},
{"dst":7},"what"]`;
test('Linux, ip -j neigh: both families, with the zone of link-local ones', () => {
  expect(short(parseIpNeigh(ipNeigh))).toEqual([
    '10.20.4.1 02:fc:00:00:00:05 eth0 stale',
    '10.20.4.11 02:aa:00:00:00:11 eth0 reachable',
    'fe80::2aa:ff:fe00:11%eth0 02:aa:00:00:00:11 eth0 stale',
    '10.20.4.12 02:aa:00:00:00:12 eth0 permanent',
  ]);
});
test('an ip that prints its old table, or was stopped half-way, is told from an empty table', () => {
  expect(parseIpNeigh('10.20.4.1 dev eth0 lladdr 02:fc:00:00:00:05 STALE')).toBe(null);
  expect(parseIpNeigh(ipNeigh.slice(0, 200))).toBe(null);
  expect(parseIpNeigh('[]')).toEqual([]);
});

const macArp = `? (10.20.4.1) at 2:fc:0:0:0:5 on en0 ifscope [ethernet]
? (10.20.4.11) at 0:1b:21:a:b:c on en0 ifscope [ethernet]
? (10.20.4.77) at 3c:22:fb:0:0:77 on en0 ifscope permanent [ethernet]
? (10.20.4.99) at (incomplete) on en0 ifscope [ethernet]
? (10.20.4.255) at ff:ff:ff:ff:ff:ff on en0 ifscope [ethernet]
? (224.0.0.251) at 1:0:5e:0:0:fb on en0 ifscope permanent [ethernet]
printer.hospital.example (10.20.4.40) at 0:80:77:1:2:3 on bridge100 ifscope [bridge]
`;
test('macOS, arp -an: shortened MACs become whole', () => {
  expect(short(parseMacArp(macArp))).toEqual([
    '10.20.4.1 02:fc:00:00:00:05 en0 unknown',
    '10.20.4.11 00:1b:21:0a:0b:0c en0 unknown',
    '10.20.4.77 3c:22:fb:00:00:77 en0 permanent',
    '10.20.4.40 00:80:77:01:02:03 bridge100 unknown',
  ]);
});

const macNdp = `Neighbor                                Linklayer Address  Netif Expire    St Flgs Prbs
fe80::1%lo0                             (incomplete)         lo0 permanent R      
fe80::1c3a:8a2b:1f3b:12ab%en0           3c:22:fb:0:0:77      en0 permanent R      
fe80::2aa:ff:fe00:11%en0                2:aa:0:0:0:11        en0 23h57m9s  S  R   
2001:db8::11                            2:aa:0:0:0:11        en0 12s       R      
fe80::99%en0                            (incomplete)         en0 expired   N      
`;
test('macOS, ndp -an: link-local neighbours keep their zone', () => {
  expect(short(parseMacNdp(macNdp))).toEqual([
    'fe80::1c3a:8a2b:1f3b:12ab%en0 3c:22:fb:00:00:77 en0 permanent',
    'fe80::2aa:ff:fe00:11%en0 02:aa:00:00:00:11 en0 stale',
    '2001:db8::11 02:aa:00:00:00:11 en0 reachable',
  ]);
});

const windowsArp = `\r
Schnittstelle: 10.20.4.77 --- 0x7\r
  Internetadresse       Physische Adresse     Typ\r
  10.20.4.1             02-fc-00-00-00-05     dynamisch \r
  10.20.4.11            02-aa-00-00-00-11     dynamisch \r
  10.20.4.255           ff-ff-ff-ff-ff-ff     statisch  \r
  224.0.0.22            01-00-5e-00-00-16     statisch  \r
  255.255.255.255       ff-ff-ff-ff-ff-ff     statisch  \r
\r
Schnittstelle: 172.20.0.1 --- 0x1d\r
  Internetadresse       Physische Adresse     Typ\r
  172.20.0.9            00-15-5d-00-00-09     dynamisch \r
`;
test('Windows, arp -a, in German: only addresses are read, and the interface by its own address', () => {
  const names = new Map([['10.20.4.77', 'Ethernet']]);
  expect(short(parseWindowsArp(windowsArp, (own) => names.get(own) ?? ''))).toEqual([
    '10.20.4.1 02:fc:00:00:00:05 Ethernet unknown',
    '10.20.4.11 02:aa:00:00:00:11 Ethernet unknown',
    '172.20.0.9 00:15:5d:00:00:09  unknown',
  ]);
});

const netNeighbor = `[{"IPAddress":"ff02::16","LinkLayerAddress":"33-33-00-00-00-16","State":6,"InterfaceAlias":"Ethernet","InterfaceIndex":7},
{"IPAddress":"fe80::2aa:ff:fe00:11","LinkLayerAddress":"02-AA-00-00-00-11","State":4,"InterfaceAlias":"Ethernet","InterfaceIndex":7},
{"IPAddress":"10.20.4.255","LinkLayerAddress":"FF-FF-FF-FF-FF-FF","State":6,"InterfaceAlias":"Ethernet","InterfaceIndex":7},
{"IPAddress":"10.20.4.99","LinkLayerAddress":"00-00-00-00-00-00","State":0,"InterfaceAlias":"Ethernet","InterfaceIndex":7},
{"IPAddress":"10.20.4.98","LinkLayerAddress":"02-FC-00-00-00-98","State":0,"InterfaceAlias":"Ethernet","InterfaceIndex":7},
{"IPAddress":"10.20.4.11","LinkLayerAddress":"02-AA-00-00-00-11","State":5,"InterfaceAlias":"Ethernet","InterfaceIndex":7},
{"IPAddress":"10.20.4.12","LinkLayerAddress":"02-AA-00-00-00-12","State":"Permanent","InterfaceAlias":"Ethernet","InterfaceIndex":7},
{"IPAddress":"10.20.4.13","LinkLayerAddress":null,"State":1,"InterfaceAlias":"Ethernet","InterfaceIndex":7}]`;
test('Windows, Get-NetNeighbor: the zone of a link-local neighbour is the number of its interface', () => {
  expect(short(parseNetNeighbor(netNeighbor))).toEqual([
    'fe80::2aa:ff:fe00:11%7 02:aa:00:00:00:11 Ethernet stale',
    '10.20.4.11 02:aa:00:00:00:11 Ethernet reachable',
    '10.20.4.12 02:aa:00:00:00:12 Ethernet permanent',
  ]);
  const [, alone = ''] = /\[?(\{[^}]*"10\.20\.4\.11"[^}]*\})/.exec(netNeighbor) ?? [];
  expect(short(parseNetNeighbor(alone))).toEqual(['10.20.4.11 02:aa:00:00:00:11 Ethernet reachable']);
  expect(parseNetNeighbor('Die Ausführung von Skripts ist auf diesem System deaktiviert.')).toBe(null);
  expect(parseNetNeighbor('')).toBe(null);
});
