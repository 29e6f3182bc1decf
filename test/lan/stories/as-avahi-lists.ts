import assert from 'node:assert/strict';
import { prepareLaptop } from '../laptop/prepare-laptop.ts';
import type { Laptop, Shown } from '../laptop/start-laptop.ts';
import type { Lan } from '../network/create-lan.ts';
import { readBrowseLine, startAvahi, startAvahiBrowse, startBus } from '../services/avahi.ts';
import { type LanNode, startNode } from '../services/lab-node.ts';
import type { Story } from '../story.ts';
import { exactly, plan, plugLaptop, RIGHT_WITHIN_MS, unplug, uuidsOf } from './site.ts';

const NODES = 10;
/**
 * Both hear the same packets. What remains is that news of the list go out four times a second, and that the engine
 * shares its processors with ten simulated nodes.
 */
const TOLERANCE_MS = 500;
const LIST_LIMIT_MS = 15_000;

/** Ten nodes announced by avahi, and two browsers that begin at the same moment on the same laptop. */
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
    const { laptop } = await plugLaptop(lan, lab);
    const bus = await startBus(lan, laptop.host);
    const beganAtMs = Date.now();
    const ours = listenAndTime(laptop, beganAtMs);
    await startAvahi(lan, laptop.host, { hostname: 'laptop', bus }, false);
    const { addresses, lastMs: theirsMs } = await browse(laptop, bus, beganAtMs);
    await laptop.until('all nodes are listed', exactly(uuidsOf(nodes)), LIST_LIMIT_MS);

    assert.deepEqual([...addresses.keys()].sort(), nodes.map(({ announced }) => announced.instance).sort());
    await laptop.until(
      'each is at the addresses that avahi-browse names',
      (shown) => nodes.every(({ announced, uuid }) => isAt(shown, uuid, addresses.get(announced.instance))),
      LIST_LIMIT_MS,
    );
    const oursMs = Math.max(...ours.values());
    assert.ok(
      oursMs <= theirsMs + TOLERANCE_MS,
      `the last node was listed after ${oursMs} ms, by avahi-browse after ${theirsMs} ms`,
    );
  },
};

/** Zones aside: avahi-browse names the interface in another column. */
function isAt({ nodes }: Shown, wanted: string, addresses: ReadonlySet<string> = new Set()): boolean {
  const places = nodes.find(({ uuid }) => uuid?.value === wanted)?.places ?? [];
  const known = new Set(places.map(({ address }) => address.replace(/%.*/, '')));
  return addresses.isSubsetOf(known);
}

/** Begins to listen, and notes when each node was shown first. */
function listenAndTime(laptop: Laptop, beganAtMs: number): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  laptop.onShown(({ atMs, nodes }) => {
    for (const { uuid } of nodes)
      if (uuid !== null && !times.has(uuid.value)) times.set(uuid.value, atMs - beganAtMs);
  });
  laptop.listen();
  return times;
}

/** What avahi-browse resolves, until it has resolved all of them. */
async function browse({ host }: Laptop, bus: Parameters<typeof startAvahiBrowse>[1], beganAtMs: number) {
  const addresses = new Map<string, Set<string>>();
  const all = Promise.withResolvers<number>();
  startAvahiBrowse(host, bus).onLine((line) => {
    const service = readBrowseLine(line);
    if (service === null) return;
    const known = addresses.get(service.instance) ?? new Set();
    addresses.set(service.instance, known.add(service.address));
    if (addresses.size === NODES) all.resolve(Date.now() - beganAtMs);
  });
  const tooLate = setTimeout(
    () => all.reject(new Error(`avahi-browse found ${[...addresses.keys()].join(', ')}`)),
    LIST_LIMIT_MS,
  );
  const lastMs = await all.promise.finally(() => clearTimeout(tooLate));
  return { addresses, lastMs };
}

const commandLine = new URL('../../../electron/cli/main.ts', import.meta.url).pathname;

export const streamedList: Story = {
  name: 'rounds find --watch --json streams nodes as they come, and when one is unplugged',
  limitMs: 90_000,
  tell: async (lan: Lan) => {
    const lab = await lan.segment('lab');
    const nodes = await Promise.all(
      [0, 1].map((index) => startNode(lan, lab, { index, addresses: [`10.50.1.${11 + index}/24`] })),
    );
    const host = await lan.host('laptop');
    await host.plugIn(lab, { addresses: ['10.50.1.200/24'] });
    const { dataDir, keyFile } = await prepareLaptop(lan.folder, plan);
    const own = ['--data-dir', dataDir, '--key-file', keyFile];
    const find = ['find', '--watch', '--json', '--for', '60'];
    const program = host.start('rounds find', [process.execPath, commandLine, ...own, ...find]);
    const told = (events: string, { uuid }: LanNode): Promise<string> =>
      program.until(new RegExp(`^\\{"at":"[^"]+","event":"(${events})",.*${uuid}`), RIGHT_WITHIN_MS);
    await Promise.all(nodes.map((node) => told('appeared', node)));
    const [leaves] = nodes;
    if (leaves === undefined) throw new Error('a node is needed');
    await unplug(leaves);
    // Whoever has a slot stays in the list as gone, everyone else leaves it.
    await told('gone|left', leaves);
  },
};
