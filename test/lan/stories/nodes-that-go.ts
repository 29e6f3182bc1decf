import type { Story } from '../story.ts';
import { exactly, openSite, RIGHT_WITHIN_MS, unplug, uuidsOf } from './site.ts';

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
