import assert from 'node:assert/strict';
import { startNode } from '../services/lab-node.ts';
import type { Story } from '../story.ts';
import { diagnoses, exactly, FIRST_LIST_MS, openSite, plugLaptop, uuidsOf } from './site.ts';

const LIMIT_MS = 90_000;
/** Time in which mDNS would have told, had it come through: four rounds of questions. */
const HEARD_BY_NOW_MS = 8_000;

/** Routers forward no link-local multicast, and must not. */
export const otherVlan: Story = {
  name: 'A node in another VLAN is not heard, and is found by its typed address',
  limitMs: LIMIT_MS,
  tell: async (lan) => {
    const away = await lan.segment('away');
    const far = await startNode(lan, away, { index: 7, addresses: ['10.50.2.11/24'] });
    await far.host.ip('route', 'add', 'default', 'via', '10.50.2.1');
    const { lab, laptop, nodes } = await openSite(lan, 1);
    const router = await lan.host('router');
    await router.set('net.ipv4.ip_forward', 1);
    await router.plugIn(lab, { addresses: ['10.50.1.1/24'] });
    await router.plugIn(away, { name: 'eth1', addresses: ['10.50.2.1/24'] });
    await laptop.host.ip('route', 'add', 'default', 'via', '10.50.1.1');
    await laptop.stays('only the near one is listed', exactly(uuidsOf(nodes)), HEARD_BY_NOW_MS);
    const found = await laptop.ask('discovery.addTyped', { typed: '10.50.2.11' });
    assert.equal(found?.uuid?.value, far.uuid);
    await laptop.until('both are listed', exactly(uuidsOf([...nodes, far])), FIRST_LIST_MS);
  },
};

export const multicastDropped: Story = {
  name: 'A firewall drops multicast: the list says so, and planned and typed addresses still work',
  limitMs: LIMIT_MS,
  tell: async (lan) => {
    const lab = await lan.segment('lab');
    const [planned, typed] = await Promise.all([
      startNode(lan, lab, { index: 0, addresses: ['10.50.1.11/24'] }),
      startNode(lan, lab, { index: 1, addresses: ['10.50.1.12/24'] }),
    ]);
    const { laptop } = await plugLaptop(lan, lab, { slots: ['10.50.1.11/24'] });
    await laptop.host.nft(`
      table inet firewall {
        chain in {
          type filter hook input priority filter; policy accept;
          ip daddr 224.0.0.0/4 drop
          ip6 daddr ff02::fb drop
          udp dport 5353 drop
        }
      }`);
    laptop.listen();
    await laptop.until('multicast is known to be blocked', diagnoses('multicast-blocked'), FIRST_LIST_MS);
    await laptop.until('the planned node is found', exactly([planned.uuid]), FIRST_LIST_MS);
    const found = await laptop.ask('discovery.addTyped', { typed: '10.50.1.12' });
    assert.equal(found?.uuid?.value, typed.uuid);
    await laptop.until('both are listed', exactly(uuidsOf([planned, typed])), FIRST_LIST_MS);
  },
};
