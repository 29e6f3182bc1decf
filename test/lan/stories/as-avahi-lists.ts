import assert from 'node:assert/strict';
import { prepareLaptop } from '../laptop/prepare-laptop.ts';
import { startLaptop } from '../laptop/start-laptop.ts';
import { readBrowseLine, startAvahi, startAvahiBrowse, startBus } from '../services/avahi.ts';
import { startNode } from '../services/lab-node.ts';
import type { Story } from '../story.ts';
import { machinesIn, plan } from './site.ts';

const NODES = 10;
/**
 * Both hear the same packets; what remains is how long each takes to read them, and that the engine runs in Node
 * beside ten simulated nodes on the same processors.
 */
const TOLERANCE_MS = 500;
const LIST_LIMIT_MS = 10_000;

/** Ten nodes announced by avahi, and two browsers that begin at the same moment. */
export const asAvahiLists: Story = {
  name: 'Ten nodes are listed as avahi-browse lists them, and no later',
  limitMs: 120_000,
  tell: async (lan) => {
    const lab = await lan.segment('lab');
    const nodes = await Promise.all(
      Array.from({ length: NODES }, (_, index) =>
        startNode(lan, lab, { index, addresses: [`10.50.1.${11 + index}/24`] }),
      ),
    );
    const host = await lan.host('laptop');
    await host.plugIn(lab, { addresses: ['10.50.1.200/24'] });
    const laptop = await startLaptop(host, await prepareLaptop(lan.folder, plan));
    const bus = await startBus(lan, host);

    const beganAtMs = Date.now();
    const ours = new Map<string, number>();
    laptop.onShown(({ atMs, nodes: shown }) => {
      for (const { serial, uuid } of shown)
        for (const { instance, txt } of nodes.map(({ announced }) => announced))
          if (uuid?.value === txt.id || instance === `lab node ${serial?.value}`)
            ours.set(instance, ours.get(instance) ?? atMs - beganAtMs);
    });
    laptop.listen();
    await startAvahi(lan, host, { hostname: 'laptop', bus }, false);
    const theirs = new Map<string, number>();
    const addresses = new Map<string, string>();
    const listed = Promise.withResolvers<void>();
    startAvahiBrowse(host, bus).onLine((line) => {
      const service = readBrowseLine(line);
      if (service === null) return;
      if (!theirs.has(service.instance)) theirs.set(service.instance, Date.now() - beganAtMs);
      if (service.address.includes('.')) addresses.set(service.instance, service.address);
      if (addresses.size === NODES) listed.resolve();
    });
    const tooLate = setTimeout(() => listed.reject(new Error('avahi-browse found too few')), LIST_LIMIT_MS);
    await listed.promise.finally(() => clearTimeout(tooLate));
    const shown = await laptop.until(
      'all nodes are listed',
      (now) => machinesIn(now).length >= NODES,
      LIST_LIMIT_MS,
    );

    assert.deepEqual(
      shown.nodes.map(({ address }) => address).sort(),
      [...addresses.values()].sort(),
      'the same machines at the same addresses',
    );
    const [last, lastOfTheirs] = [Math.max(...ours.values()), Math.max(...theirs.values())];
    assert.equal(ours.size, NODES);
    assert.ok(
      last <= lastOfTheirs + TOLERANCE_MS,
      `the last node was listed after ${last} ms, by avahi-browse after ${lastOfTheirs} ms`,
    );
  },
};
