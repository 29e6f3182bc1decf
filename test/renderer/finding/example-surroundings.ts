/** What the laptop has around it, for each of the reasons why a list may be empty. */
import type {
  Diagnosis,
  DiagnosisCode,
  HearingState,
  InterfaceReason,
  SurroundingInterface,
  Surroundings,
} from '../../../shared/domain/discovery/surroundings.ts';
import { failed } from '../../../shared/failure/failure.ts';

export const hearing: HearingState = {
  ...{ socket: 'shared', reason: null, hearsItself: 'yes' },
  ...{ packetsOfOthers: 148, packetsDropped: 0, packetsMalformed: 0 },
};
const off: HearingState = { ...hearing, socket: 'off', hearsItself: 'not-yet', packetsOfOthers: 0 };

export const eth0: SurroundingInterface = {
  ...{ name: 'eth0', addresses: ['10.20.4.7', 'fe80::d65d:64ff:fe1a:2007%eth0'] },
  ...{ subnets: ['10.20.4.0/24', 'fe80::/64'], used: true, why: 'used', gateway: '10.20.4.1' },
  ...{ ipv4: hearing, ipv6: hearing, neighbours: 9 },
};
/** One that is left out. */
export function leftOut(name: string, why: InterfaceReason, address?: string): SurroundingInterface {
  const addresses = address === undefined ? [] : [address];
  const subnets = address === undefined ? [] : [`${address.split('.').slice(0, 3).join('.')}.0/24`];
  const rest = { used: false, why, gateway: null, ipv4: off, ipv6: off, neighbours: 0 } as const;
  return { name, addresses, subnets, ...rest };
}
const lo = leftOut('lo', 'loopback', '127.0.0.1');
const wlan0 = leftOut('wlan0', 'not-chosen', '192.168.40.11');
const tun0 = leftOut('tun0', 'vpn', '10.255.3.9');

/** A laptop on the lab's cable that hears well. */
export const wellConnected: Surroundings = {
  ...{ isListening: true, interfaces: [eth0, wlan0, tun0, lo], labSubnet: '10.20.4.0/24' },
  ...{ diagnosis: [], failures: [] },
};

/** The facts that the engine gives with each reason. */
const factsOf: Partial<Record<DiagnosisCode, Diagnosis['facts']>> = {
  'no-interface': { interfaces: 'wlan0, tun0, lo' },
  'cable-out': { interfaces: 'eth0' },
  'no-address': { interfaces: 'eth0' },
  'only-vpn': { interfaces: 'tun0' },
  'other-network': { here: '10.20.4.0/24', lab: '10.20.5.0/24' },
  'permission-denied': { interface: 'eth0', reason: 'EPERM' },
  'multicast-blocked': { interface: 'eth0', sign: 'own-question' },
  'port-taken': { interface: 'eth0' },
  flooded: { interface: 'eth0', packets: 1_190_020 },
  'answers-for-everything': { accepted: 12, nodes: 0 },
  'nobody-answers': { interface: 'eth0', neighbours: 9 },
  'address-conflict': { address: '10.20.4.63', macs: 'd4:5d:64:1a:20:03, d4:5d:64:1a:20:99' },
  'serial-only': { port: '/dev/ttyUSB2', name: 'lab-edge-04' },
};
const because = (...codes: readonly DiagnosisCode[]): readonly Diagnosis[] =>
  codes.map((code) => ({ code, facts: factsOf[code] ?? {} }));
const hears = (change: Partial<HearingState>): SurroundingInterface => ({
  ...eth0,
  ipv4: { ...hearing, ...change },
  ipv6: { ...hearing, ...change },
});

/** One laptop for each reason, with the reasons that usually come along. */
export const surroundingsOf: { readonly [C in DiagnosisCode]: Surroundings } = {
  'not-listening': {
    ...{ ...wellConnected, isListening: false, diagnosis: because('not-listening') },
    interfaces: [{ ...eth0, ipv4: off, ipv6: off }, wlan0],
  },
  'no-interface': { ...wellConnected, interfaces: [wlan0, tun0, lo], diagnosis: because('no-interface') },
  'cable-out': {
    ...wellConnected,
    ...{ interfaces: [leftOut('eth0', 'down'), wlan0, lo], diagnosis: because('cable-out', 'serial-only') },
  },
  'no-address': {
    ...wellConnected,
    ...{ interfaces: [leftOut('eth0', 'no-address'), lo], diagnosis: because('no-address', 'serial-only') },
  },
  'only-vpn': { ...wellConnected, interfaces: [tun0, lo], diagnosis: because('only-vpn') },
  'other-network': {
    ...{ ...wellConnected, labSubnet: '10.20.5.0/24' },
    diagnosis: because('other-network', 'nobody-answers'),
  },
  'permission-denied': {
    ...{ ...wellConnected, diagnosis: because('permission-denied', 'nobody-answers') },
    interfaces: [hears({ socket: 'lost', reason: 'EPERM', packetsOfOthers: 0 }), wlan0],
    failures: [failed('neighbours-unreadable', { detail: 'EACCES' }).failure],
  },
  'multicast-blocked': {
    ...{ ...wellConnected, interfaces: [hears({ hearsItself: 'no', packetsOfOthers: 0 }), wlan0, tun0] },
    diagnosis: [
      ...because('multicast-blocked'),
      { code: 'multicast-blocked', facts: { interface: 'eth1', neighbours: 7, sign: 'silence' } },
    ],
  },
  'port-taken': {
    ...{ ...wellConnected, diagnosis: because('port-taken', 'nobody-answers') },
    interfaces: [hears({ socket: 'one-shot' }), wlan0],
  },
  flooded: {
    ...{ ...wellConnected, diagnosis: because('flooded') },
    interfaces: [
      hears({ packetsOfOthers: 1_204_331, packetsDropped: 1_190_020, packetsMalformed: 88 }),
      wlan0,
    ],
  },
  'answers-for-everything': {
    ...wellConnected,
    diagnosis: because('answers-for-everything', 'nobody-answers'),
  },
  'nobody-answers': { ...wellConnected, diagnosis: because('nobody-answers') },
  'address-conflict': { ...wellConnected, diagnosis: because('address-conflict') },
  'serial-only': { ...wellConnected, diagnosis: because('serial-only') },
};
