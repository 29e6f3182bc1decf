import assert from 'node:assert/strict';
import type { Shown } from '../laptop/start-laptop.ts';
import { startDhcp } from '../services/dhcp.ts';
import { startNode } from '../services/lab-node.ts';
import type { Story } from '../story.ts';
import { diagnoses, exactly, FIRST_LIST_MS, openSite, plugLaptop, RIGHT_WITHIN_MS } from './site.ts';

const LIMIT_MS = 90_000;
const SETTLED_MS = 3_000;

export const sameAddressTwice: Story = {
  name: 'Two machines have one address: it is said, and they are not taken for one',
  limitMs: LIMIT_MS,
  tell: async (lan) => {
    const lab = await lan.segment('lab');
    const twins = await Promise.all(
      [0, 1].map((index) => startNode(lan, lab, { index, addresses: ['10.50.1.11/24'] })),
    );
    const { laptop } = await plugLaptop(lan, lab);
    const owners = new Map(twins.map(({ uuid, serial }) => [uuid, serial]));
    const isUnmixed = ({ nodes }: Shown): boolean =>
      nodes.every(
        ({ uuid, serial }) => uuid === null || serial === null || owners.get(uuid.value) === serial.value,
      );
    laptop.listen();
    await laptop.until('the conflict is told', diagnoses('address-conflict'), FIRST_LIST_MS);
    await laptop.stays('no machine has the serial number of the other', isUnmixed, SETTLED_MS);
    const uuids = new Set(laptop.shown().nodes.map(({ uuid }) => uuid?.value));
    assert.deepEqual([...uuids].sort(), [...owners.keys()].sort(), 'both machines are listed');
  },
};

/** The lease of dnsmasq moves from .61 to .62 in the middle of the visit. */
export const leaseChanges: Story = {
  name: 'DHCP gives a node another address, and it stays the same node',
  limitMs: LIMIT_MS,
  tell: async (lan) => {
    const { lab, laptop, nodes } = await openSite(lan, 1);
    const mac = '02:50:01:00:00:09';
    const dhcp = await startDhcp(lan, lab, '10.50.1.2/24');
    await dhcp.lease(mac, '10.50.1.61');
    const moved = await startNode(lan, lab, { index: 9, addresses: [], mac, onPlugged: dhcp.obtain });
    const uuids = [...nodes, moved].map(({ uuid }) => uuid);
    await laptop.until('it is listed', exactly(uuids), FIRST_LIST_MS);
    const idOf = ({ nodes: shown }: Shown) => shown.find(({ uuid }) => uuid?.value === moved.uuid);
    const before = idOf(laptop.shown());
    assert.equal(before?.address, '10.50.1.61');
    await dhcp.lease(mac, '10.50.1.62');
    await dhcp.obtain(moved.host, moved.cable);
    const after = await laptop.until(
      'it is at its new address, and listed once',
      (shown) => exactly(uuids)(shown) && idOf(shown)?.address === '10.50.1.62',
      RIGHT_WITHIN_MS,
    );
    assert.equal(idOf(after)?.id, before?.id);
  },
};
