import type { Surroundings } from '../../../shared/domain/discovery/surroundings.ts';
import { startNode } from '../services/lab-node.ts';
import type { Story } from '../story.ts';
import { exactly, openSite, RIGHT_WITHIN_MS, unplug, uuidsOf } from './site.ts';

const LIMIT_MS = 90_000;
const SLEEP_MS = 8_000;

/** What was plugged out and in while the laptop heard nothing must be right soon after it hears again. */
export const cablePulled: Story = {
  name: 'A cable is pulled, a node goes and another comes, and the cable is back: the list is right within 10 s',
  limitMs: LIMIT_MS,
  tell: async (lan) => {
    const { lab, laptop, nodes, cable } = await openSite(lan, 2);
    const [leaves, stays] = nodes;
    if (leaves === undefined || stays === undefined) throw new Error('two nodes are needed');
    await cable.pull();
    await laptop.until(
      'the interface is known to be down',
      ({ surroundings }) =>
        surroundings?.interfaces.some(({ name, used }) => name === 'eth0' && !used) ?? false,
      RIGHT_WITHIN_MS,
    );
    await unplug(leaves);
    const comes = await startNode(lan, lab, { index: 5, addresses: ['10.50.1.16/24'] });
    await cable.pushIn();
    await laptop.until('the list is right', exactly(uuidsOf([stays, comes])), RIGHT_WITHIN_MS);
  },
};

export const adapterUnplugged: Story = {
  name: 'A USB adapter is unplugged and plugged in again: the list is right within 10 s',
  limitMs: LIMIT_MS,
  tell: async (lan) => {
    const { lab, laptop, nodes, cable } = await openSite(lan, 2);
    await cable.remove();
    await laptop.until(
      'the interface is known to be away',
      ({ surroundings }) =>
        surroundings?.interfaces.every(({ name, used }) => name !== 'eth0' || !used) ?? false,
      RIGHT_WITHIN_MS,
    );
    await laptop.host.plugIn(lab, { addresses: ['10.50.1.200/24'] });
    await laptop.until(
      'the list is right',
      (shown) => exactly(uuidsOf(nodes))(shown) && hears(shown.surroundings, 'eth0'),
      RIGHT_WITHIN_MS,
    );
  },
};

export const adapterSwitched: Story = {
  name: 'The laptop changes to another adapter with the same address: the list is right within 10 s',
  limitMs: LIMIT_MS,
  tell: async (lan) => {
    const { lab, laptop, nodes, cable } = await openSite(lan, 2);
    const [leaves, stays] = nodes;
    if (leaves === undefined || stays === undefined) throw new Error('two nodes are needed');
    await cable.take('10.50.1.200/24');
    await cable.pull();
    await unplug(leaves);
    await laptop.host.plugIn(lab, { name: 'eth1', addresses: ['10.50.1.200/24'] });
    await laptop.until(
      'the list is right',
      (shown) => exactly(uuidsOf([stays]))(shown) && hears(shown.surroundings, 'eth1'),
      RIGHT_WITHIN_MS,
    );
  },
};

export const lidClosed: Story = {
  name: 'The lid is closed while a node goes and another comes: the list is right within 10 s after it opens',
  limitMs: LIMIT_MS,
  tell: async (lan) => {
    const { lab, laptop, nodes } = await openSite(lan, 2);
    const [leaves, stays] = nodes;
    if (leaves === undefined || stays === undefined) throw new Error('two nodes are needed');
    laptop.power('suspend');
    laptop.program.freeze();
    const slept = new Promise((resolve) => setTimeout(resolve, SLEEP_MS));
    await unplug(leaves);
    const comes = await startNode(lan, lab, { index: 5, addresses: ['10.50.1.16/24'] });
    await slept;
    laptop.program.thaw();
    laptop.power('resume');
    await laptop.until('the list is right', exactly(uuidsOf([stays, comes])), RIGHT_WITHIN_MS);
  },
};

function hears(surroundings: Surroundings | null, wanted: string): boolean {
  return (
    surroundings?.interfaces.some(
      ({ name, used, ipv4 }) => name === wanted && used && ipv4.socket === 'shared',
    ) ?? false
  );
}
