import type { LabLink } from '../lab-hardware.ts';
import type { Machine } from '../machine.ts';
import { primaryLink } from '../network-in-force.ts';
import type { Draft } from './store.ts';

const draft = (kind: string, id: string, spec: unknown): Draft => ({
  namespace: 'network',
  type: `${kind}.net.talos.dev`,
  id,
  spec,
  owner: 'network.LinkStatusController',
});

/** 65535 in an unsigned 32-bit field means "unknown speed" to the kernel. */
const UNKNOWN_SPEED = 4_294_967_295;

/** Ports and the loopback device, each with what its cable says. */
export function linkDrafts(machine: Machine): readonly Draft[] {
  const { links } = machine.hardware;
  return [
    draft('LinkStatuses', 'lo', LOOPBACK),
    ...links.map((link, index) =>
      draft('LinkStatuses', link.name, linkStatus(link, index + 2, hasCarrier(machine, link))),
    ),
    ...links.map((link) =>
      draft('EthernetStatuses', link.name, ethernetStatus(link, hasCarrier(machine, link))),
    ),
    draft('HardwareAddresses', 'first', { name: links[0]?.name ?? '', hardwareAddr: links[0]?.mac ?? '' }),
  ];
}

export function hasCarrier(machine: Machine, link: LabLink): boolean {
  const isPulled = machine.habits.linkDown === true && link.name === primaryLink(machine.hardware).name;
  return link.carrier && !isPulled;
}

const LOOPBACK = {
  index: 1,
  type: 'loopback',
  linkIndex: 0,
  flags: 'UP,LOOPBACK,RUNNING,LOWER_UP',
  hardwareAddr: '00:00:00:00:00:00',
  broadcastAddr: '00:00:00:00:00:00',
  mtu: 65536,
  queueDisc: 'noqueue',
  operationalState: 'unknown',
  kind: '',
  slaveKind: '',
  linkState: true,
  port: 'Other',
  duplex: 'Unknown',
};

function linkStatus(link: LabLink, index: number, carrier: boolean): object {
  return {
    altNames: [`enx${link.mac.replaceAll(':', '')}`],
    index,
    type: 'ether',
    linkIndex: 0,
    flags: carrier ? 'UP,BROADCAST,RUNNING,MULTICAST,LOWER_UP' : 'UP,BROADCAST,MULTICAST',
    hardwareAddr: link.mac,
    permanentAddr: link.mac,
    broadcastAddr: 'ff:ff:ff:ff:ff:ff',
    mtu: 1500,
    queueDisc: 'mq',
    operationalState: carrier ? 'up' : 'down',
    kind: '',
    slaveKind: '',
    busPath: link.busPath,
    driver: link.driver,
    driverVersion: '6.18.24-talos',
    product: link.product,
    vendor: link.vendor,
    linkState: carrier,
    ...speedOf(link, carrier),
    port: 'TwistedPair',
  };
}

function ethernetStatus(link: LabLink, carrier: boolean): object {
  const modes = [1000, 2500, 10000]
    .filter((speed) => speed <= link.speedMbit)
    .map((speed) => `${speed}baseT/Full`);
  return {
    linkState: carrier,
    ...speedOf(link, carrier),
    port: 'TwistedPair',
    ourModes: ['100baseT/Full', ...modes],
    ...(carrier ? { peerModes: ['100baseT/Full', ...modes] } : {}),
    rings: { 'rx-max': 4096, 'tx-max': 4096, rx: 256, tx: 256 },
    wakeOnLAN: ['magic'],
  };
}

function speedOf(link: LabLink, carrier: boolean): object {
  return { speedMbit: carrier ? link.speedMbit : UNKNOWN_SPEED, duplex: carrier ? 'Full' : 'Unknown' };
}
