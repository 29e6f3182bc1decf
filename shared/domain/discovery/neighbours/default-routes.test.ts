import { expect, test } from 'vitest';
import { parseMacRoutes, parseNetRoute, parseProcRoute } from './default-routes.ts';

const procRoute = `Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
wlan0\t00000000\t01026AC0\t0003\t0\t0\t600\t00000000\t0\t0\t0
eth0\t00000000\tFE04140A\t0003\t0\t0\t200\t00000000\t0\t0\t0
eth0\t00000000\t0104140A\t0003\t0\t0\t100\t00000000\t0\t0\t0
eth0\t0004140A\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0
tun0\t00000000\t00000000\t0001\t0\t0\t0\t00000080\t0\t0\t0
`;
test('Linux: the gateway of each interface, the preferred one where there are two', () => {
  expect([...parseProcRoute(procRoute)].sort()).toEqual([
    ['eth0', '10.20.4.1'],
    ['wlan0', '192.106.2.1'],
  ]);
  expect([...parseProcRoute('')]).toEqual([]);
});

const macRoutes = `Routing tables

Internet:
Destination        Gateway            Flags               Netif Expire
default            10.20.4.1          UGScg                 en0       
default            link#22            UCSIg           bridge100      !
default            192.168.1.1        UGScIg                en1       
10.20.4/24         link#6             UCS                   en0      !
127                127.0.0.1          UCS                   lo0       
`;
test('macOS: the rows named default that lead to an address', () => {
  expect([...parseMacRoutes(macRoutes)].sort()).toEqual([
    ['en0', '10.20.4.1'],
    ['en1', '192.168.1.1'],
  ]);
});

test('Windows: one row or several; a tunnel is no gateway; nothing printed is no gateway', () => {
  const ethernet = '{"InterfaceAlias":"Ethernet","NextHop":"10.20.4.1","RouteMetric":0}';
  const vpn = '{"InterfaceAlias":"VPN","NextHop":"0.0.0.0","RouteMetric":1}';
  expect([...parseNetRoute(`[${ethernet},${vpn}]`)]).toEqual([['Ethernet', '10.20.4.1']]);
  expect([...parseNetRoute(ethernet)]).toEqual([['Ethernet', '10.20.4.1']]);
  expect([...parseNetRoute('')]).toEqual([]);
});
