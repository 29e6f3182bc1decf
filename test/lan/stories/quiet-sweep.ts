import assert from 'node:assert/strict';
import type { Lan } from '../network/create-lan.ts';
import type { Host } from '../network/host.ts';
import { watchPackets } from '../network/packet-watch.ts';
import { startAvahi } from '../services/avahi.ts';
import type { Story } from '../story.ts';
import { exactly, openSite, uuidsOf } from './site.ts';

const LAPTOP = '10.50.1.200';
const PUMP = '10.50.1.90';
/** In the table of excluded networks by a range of its own. */
const MONITOR = '10.50.1.98';
const REFUSES = ['10.50.1.21', '10.50.1.22'];
/** Takes packets and answers none: a host behind a firewall that drops. */
const SWALLOWS = '10.50.1.23';
/** Every address of the /24 but its network and broadcast address, the pump, the eight around the monitor and our own. */
const TOUCHABLE = 254 - 1 - 8 - 1;

/** One sweep of a /24 with two nodes, two machines that refuse, one that swallows, and two that are excluded. */
export const quietSweep: Story = {
  name: 'A sweep sends one SYN to each address and nothing at all to excluded ones, and leaves nothing behind',
  limitMs: 120_000,
  tell: async (lan) => {
    const { lab, laptop, nodes } = await openSite(lan, 2, { exclude: [PUMP, '10.50.1.96/29'] });
    const others = await lan.host('others');
    const plain = [...REFUSES, SWALLOWS].map((address) => `${address}/24`);
    await others.plugIn(lab, { addresses: plain });
    await others.nft(`
      table inet firewall {
        chain in { type filter hook input priority filter; ip daddr ${SWALLOWS} tcp dport 50000 drop; }
      }`);
    const devices = await lan.host('devices');
    await devices.plugIn(lab, { addresses: [`${PUMP}/24`, `${MONITOR}/24`] });
    await countTouches(devices);
    // It even calls itself a lab node, and is still left alone.
    await announcePump(lan, devices);
    const wire = await watchPackets(lan, laptop.host, { direction: 'out' });

    const report = await laptop.job('discovery.sweep', { range: '10.50.1.0/24', authority: null });
    const waiting = await laptop.host.run(['ss', '-Htan', 'state', 'time-wait', 'dport', '=', ':50000']);
    const sent = await wire.end();

    assert.equal(report.ending, 'complete');
    // A node that has just answered need not be asked once more.
    assert.ok(
      report.touched <= TOUCHABLE && report.touched >= TOUCHABLE - nodes.length,
      `${report.touched} of ${TOUCHABLE} addresses were touched`,
    );
    assert.ok(exactly(uuidsOf(nodes))(laptop.shown()) || laptop.shown().nodes.length > nodes.length);
    const devicesFilter = `(ip.dst == ${PUMP} || ip.dst == 10.50.1.96/29)`;
    const arpFilter = `(arp.dst.proto_ipv4 == ${PUMP} || arp.dst.proto_ipv4 == 10.50.1.96/29)`;
    assert.equal(await sent.count(`${devicesFilter} || ${arpFilter}`), 0, 'packets to excluded addresses');
    assert.equal(await touchesCounted(devices), 0, 'packets that reached excluded addresses');

    const strangers = [...REFUSES, SWALLOWS];
    const syns = await sent.fields('tcp.flags.syn == 1 && tcp.flags.ack == 0', ['ip.dst', 'tcp.dstport']);
    for (const address of strangers)
      assert.equal(syns.filter(([to]) => to === address).length, 1, `SYNs to ${address}`);
    assert.deepEqual([...new Set(syns.map(([, port]) => port))], ['50000']);
    const wanted = strangers.map((address) => `ip.dst == ${address}`).join(' || ');
    const onlySyn = 'tcp.flags.syn == 1 || tcp.flags.reset == 1';
    assert.equal(await sent.count(`(${wanted}) && !(${onlySyn})`), 0, 'more than SYN and RST to strangers');
    assert.equal(await sent.count(`ip.src == ${LAPTOP} && (icmp || udp.dstport != 5353) && !tcp`), 0);
    // Nodes were spoken to; everyone else was only knocked at.
    const lingering = waiting
      .split('\n')
      .filter((line) => strangers.some((address) => line.includes(`${address}:`)));
    assert.deepEqual(lingering, [], 'connections to strangers in TIME_WAIT');
  },
};

function announcePump(lan: Lan, devices: Host) {
  return startAvahi(lan, devices, {
    hostname: 'pump',
    services: [{ instance: 'pump', port: 50_000, txt: { id: '4c4c4544-0039-5810-8046-c8c04f333333' } }],
  });
}

/** Counts what is addressed to the devices themselves, and requests for their link addresses. */
async function countTouches(devices: Host): Promise<void> {
  await devices.nft(`
    table inet watch {
      counter touches {}
      chain in { type filter hook input priority filter; ip daddr { ${PUMP}, ${MONITOR} } counter name touches; }
    }
    table arp watch {
      counter touches {}
      chain in { type filter hook input priority filter; arp daddr ip { ${PUMP}, ${MONITOR} } counter name touches; }
    }`);
}

async function touchesCounted(devices: Host): Promise<number> {
  const tables = await Promise.all(
    ['inet', 'arp'].map((family) => devices.run(['nft', 'list', 'counters', 'table', family, 'watch'])),
  );
  return [...tables.join('\n').matchAll(/packets (\d+)/g)].reduce((sum, [, count]) => sum + Number(count), 0);
}
