import { startNode } from '../services/lab-node.ts';
import type { Story } from '../story.ts';
import { exactly, FIRST_LIST_MS, machinesIn, openSite, RIGHT_WITHIN_MS, unplug, uuidsOf } from './site.ts';

const LIMIT_MS = 90_000;
/** Longer than a renewed announcement takes to be heard, folded and shown. */
const SETTLED_MS = 4_000;

export const nodeUnplugged: Story = {
  name: 'A node is unplugged without a word and leaves the list within 10 s',
  limitMs: LIMIT_MS,
  tell: async (lan) => {
    const { laptop, nodes } = await openSite(lan, 2);
    const [leaves, stays] = nodes;
    if (leaves === undefined || stays === undefined) throw new Error('two nodes are needed');
    await unplug(leaves);
    await laptop.until('it is gone', exactly(uuidsOf([stays])), RIGHT_WITHIN_MS);
  },
};

/** It is being asked at that moment, so a question is under way to which no answer will come. */
export const nodeUnpluggedAtOnce: Story = {
  name: 'A node is unplugged the moment it appears and leaves the list within 10 s',
  limitMs: LIMIT_MS,
  tell: async (lan) => {
    const { lab, laptop, nodes } = await openSite(lan, 1);
    const comes = await startNode(lan, lab, { index: 5, addresses: ['10.50.1.16/24'] });
    await laptop.until('it is listed', exactly(uuidsOf([...nodes, comes])), FIRST_LIST_MS);
    await unplug(comes);
    await laptop.until(
      'it is gone, by whatever name it was listed',
      (shown) => exactly(uuidsOf(nodes))(shown) && machinesIn(shown).length === nodes.length,
      RIGHT_WITHIN_MS,
    );
  },
};

export const announcerRestarted: Story = {
  name: 'A node restarts its announcer with a goodbye and stays one node in the list',
  limitMs: LIMIT_MS,
  tell: async (lan) => {
    const { laptop, nodes } = await openSite(lan, 2);
    const [restarts] = nodes;
    if (restarts === undefined) throw new Error('a node is needed');
    // It still answers, so a goodbye of its announcer takes it from nobody's list.
    const watching = laptop.stays('both are listed, each once', exactly(uuidsOf(nodes)), 2 * SETTLED_MS);
    watching.catch(() => undefined);
    await restarts.avahi?.stop();
    await restarts.announce();
    await watching;
    await restarts.avahi?.stop();
    await restarts.machine.stop();
    await laptop.until(
      'what said goodbye and answers no more is gone',
      exactly(uuidsOf(nodes.slice(1))),
      RIGHT_WITHIN_MS,
    );
    await restarts.announce();
    await laptop.until('announced again, it is back', exactly(uuidsOf(nodes)), RIGHT_WITHIN_MS);
  },
};
