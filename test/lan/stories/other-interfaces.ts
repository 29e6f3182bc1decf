import assert from 'node:assert/strict';
import { watchPackets } from '../network/packet-watch.ts';
import { startNode } from '../services/lab-node.ts';
import type { Story } from '../story.ts';
import { exactly, FIRST_LIST_MS, plugLaptop, uuidsOf } from './site.ts';

const LIMIT_MS = 90_000;
const HEARD_BY_NOW_MS = 6_000;

/**
 * A cable that is called tun0: what is known of a tunnel from outside is its name, and unlike a real tun without its
 * program this one has somebody at the other end.
 */
export const vpnIgnored: Story = {
  name: 'A VPN is named and left alone: nothing is asked and nothing is heard through it',
  limitMs: LIMIT_MS,
  tell: async (lan) => {
    const lab = await lan.segment('lab');
    const vpn = await lan.segment('vpn');
    const near = await startNode(lan, lab, { index: 0, addresses: ['10.50.1.11/24'] });
    await startNode(lan, vpn, { index: 1, addresses: ['10.99.0.11/24'] });
    const { laptop } = await plugLaptop(lan, lab);
    await laptop.host.plugIn(vpn, { name: 'tun0', addresses: ['10.99.0.2/24'] });
    const wire = await watchPackets(lan, laptop.host, {
      ...{ name: 'tun0', direction: 'out', filter: 'udp port 5353 or tcp' },
    });
    laptop.listen();
    await laptop.until('the near node is listed', exactly([near.uuid]), FIRST_LIST_MS);
    await laptop.stays('only it is listed', exactly([near.uuid]), HEARD_BY_NOW_MS);
    const { surroundings } = laptop.shown();
    const tunnel = surroundings?.interfaces.find(({ name }) => name === 'tun0');
    assert.deepEqual([tunnel?.used, tunnel?.why], [false, 'vpn']);
    assert.equal(await (await wire.end()).count('mdns or tcp'), 0, 'packets sent into the VPN');
  },
};

/** One has an address of the site, as a router's prefix gives it; the other only that of the link. */
export const ipv6Only: Story = {
  name: 'Nodes without IPv4 are heard and asked over IPv6',
  limitMs: LIMIT_MS,
  tell: async (lan) => {
    const lab = await lan.segment('lab');
    const nodes = await Promise.all([
      startNode(lan, lab, { index: 3, addresses: ['fd50:1::13/64'] }),
      startNode(lan, lab, { index: 4, addresses: [] }),
    ]);
    const { laptop, cable } = await plugLaptop(lan, lab);
    await cable.add('fd50:1::200/64');
    laptop.listen();
    const shown = await laptop.until(
      'both are listed and answer',
      (now) => exactly(uuidsOf(nodes))(now) && now.nodes.every(({ answer }) => answer === 'waiting'),
      FIRST_LIST_MS,
    );
    const places = shown.nodes.flatMap((each) => each.places.map(({ address }) => address));
    assert.ok(
      places.every((address) => address.includes(':')),
      `their places are IPv6: ${places.join(' ')}`,
    );
  },
};
