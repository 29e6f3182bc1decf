/**
 * Listing: 200 nodes announced on one link, and who lists them sooner: Rounds, or avahi-browse with its daemon, both
 * set going at the same moment on the same laptop. Then one node is unplugged without a goodbye.
 */

import { labHardware } from '../hospital/node/lab-hardware.ts';
import { prepareLaptop } from '../lan/laptop/prepare-laptop.ts';
import { type Laptop, startLaptop } from '../lan/laptop/start-laptop.ts';
import { createLan, type Lan, prepareForLans } from '../lan/network/create-lan.ts';
import type { Segment } from '../lan/network/host.ts';
import { requireMachine } from '../lan/network/needs.ts';
import {
  type Announced,
  readBrowseLine,
  startAvahi,
  startAvahiBrowse,
  startBus,
} from '../lan/services/avahi.ts';
import { type LanNode, startNode } from '../lan/services/lab-node.ts';
import { atMost, type BenchReport, context, median } from './bench-report.ts';
import { plugMany } from './find-network.ts';

const NODES = 200;
/** The last of them has a machine and a cable of its own, to be pulled. */
const RACK = NODES - 1;
const RUNS = 5;
const LIST_LIMIT_MS = 60_000;
const GONE_LIMIT_MS = 60_000;
const PREFIX = 22;

/** When each node was listed, in order, ms after both were set going. */
interface Run {
  readonly ours: readonly number[];
  readonly theirs: readonly number[];
}

/** Measures `RUNS` times the listing, and once the leaving. */
export async function findMdnsBench(): Promise<BenchReport> {
  requireMachine(['ip', 'avahi-daemon', 'avahi-browse', 'dbus-daemon']);
  await prepareForLans();
  const lan = await createLan();
  try {
    const lab = await lan.segment('lab');
    await announceRack(lan, lab);
    const lone = await startNode(lan, lab, { index: RACK, addresses: [`10.60.3.250/${PREFIX}`] });
    const runs: Run[] = [];
    for (let run = 0; run < RUNS; run += 1) runs.push(await oneRun(lan, lab, run));
    const goneMs = await unplugOne(lan, lab, lone);
    return report(runs, goneMs);
  } finally {
    await lan.stop();
  }
}

/** All but one on a host with many addresses; each has a name and an address of its own. */
async function announceRack(lan: Lan, lab: Segment): Promise<void> {
  const rack = await lan.host('rack');
  const machines = Array.from({ length: RACK }, (_, index) => ({
    address: `10.60.${1 + Math.floor(index / 100)}.${10 + (index % 100)}`,
    hostname: `talos-rack-${index}`,
    announced: announcedOf(index),
  }));
  await plugMany(
    rack,
    lab,
    machines.map(({ address }) => address),
    PREFIX,
  );
  await startAvahi(lan, rack, {
    hostname: 'rack',
    services: machines.map(({ hostname, announced }) => ({ ...announced, hostname })),
    hosts: new Map(machines.map(({ hostname, address }) => [hostname, address])),
  });
}

/** As the beacon of a waiting node says it. */
function announcedOf(index: number): Announced {
  const { serial, uuid } = labHardware(index);
  const txt = { id: uuid, stage: 'maintenance', ver: 'v1.13.9', fp: 'A'.repeat(16), role: 'none' };
  return { instance: `lab node ${serial}`, port: 50_000, txt };
}

async function oneRun(lan: Lan, lab: Segment, run: number): Promise<Run> {
  const { laptop, own } = await openLaptop(lan, lab, `laptop${run}`, run);
  const bus = await startBus(lan, laptop.host);
  const beganAtMs = Date.now();
  const ours = new Map<string, number>();
  laptop.onShown(({ atMs, nodes }) => {
    for (const { uuid } of nodes)
      if (uuid !== null && !ours.has(uuid.value)) ours.set(uuid.value, atMs - beganAtMs);
  });
  laptop.listen();
  const daemon = startAvahi(lan, laptop.host, { hostname: `laptop${run}`, bus }, false);
  const theirs = new Map<string, number>();
  const browse = startAvahiBrowse(laptop.host, bus);
  const all = Promise.withResolvers<void>();
  // Waited for below, after ours; too late may come before.
  all.promise.catch(() => undefined);
  browse.onLine((line) => {
    const service = readBrowseLine(line);
    if (service === null || theirs.has(service.instance)) return;
    theirs.set(service.instance, Date.now() - beganAtMs);
    if (theirs.size === NODES) all.resolve();
  });
  const tooLate = setTimeout(
    () => all.reject(new Error(`avahi-browse listed ${theirs.size}`)),
    LIST_LIMIT_MS,
  );
  await laptop.until('all nodes are listed', () => ours.size >= NODES, LIST_LIMIT_MS);
  await all.promise.finally(() => clearTimeout(tooLate));
  await Promise.all([browse.stop(), (await daemon).stop(), laptop.program.stop()]);
  await own.remove();
  const inOrder = (times: ReadonlyMap<string, number>) => [...times.values()].sort((a, b) => a - b);
  const result = { ours: inOrder(ours), theirs: inOrder(theirs) };
  process.stderr.write(`run ${run + 1}: ours ${brief(result.ours)}, avahi-browse ${brief(result.theirs)}\n`);
  return result;
}

async function openLaptop(lan: Lan, lab: Segment, name: string, number: number) {
  const host = await lan.host(name);
  const own = await host.plugIn(lab, { addresses: [`10.60.3.${10 + number}/${PREFIX}`] });
  const prepared = await prepareLaptop(lan.folder, {
    ...{ subnet: `10.60.0.0/${PREFIX}`, gateway: '10.60.0.1', allow: [`10.60.0.0/${PREFIX}`] },
    slots: [`10.60.3.240/${PREFIX}`],
    name,
  });
  return { laptop: await startLaptop(host, prepared), own };
}

/** Seconds from the pulled plug until the list does not show it any more. */
async function unplugOne(lan: Lan, lab: Segment, lone: LanNode): Promise<number> {
  const { laptop } = await openLaptop(lan, lab, 'watcher', RUNS);
  laptop.listen();
  const isHere = (wanted: string) => (shown: ReturnType<Laptop['shown']>) =>
    shown.nodes.some(({ uuid, presence }) => uuid?.value === wanted && presence === 'here');
  await laptop.until(
    'all nodes are listed',
    ({ nodes }) => nodes.length >= NODES && isHere(lone.uuid)(laptop.shown()),
    LIST_LIMIT_MS,
  );
  const beganAtMs = Date.now();
  await lone.cable.pull();
  await Promise.all([lone.avahi?.kill(), lone.machine.kill()]);
  const gone = await laptop
    .until('the unplugged node is gone', (shown) => !isHere(lone.uuid)(shown), GONE_LIMIT_MS)
    .catch(() => null);
  return gone === null ? Number.POSITIVE_INFINITY : gone.atMs - beganAtMs;
}

function report(runs: readonly Run[], goneMs: number): BenchReport {
  const peer = 'avahi-browse and its daemon, begun at the same moment beside it';
  const at = (times: readonly number[], k: number): number => times[k - 1] ?? Number.NaN;
  const medianAt = (side: keyof Run, k: number): number => median(runs.map((run) => at(run[side], k)));
  const ratio = (k: number): number => median(runs.map(({ ours, theirs }) => at(ours, k) / at(theirs, k)));
  return {
    bench: 'find-mdns',
    runtime: `Node ${process.versions.node}`,
    figures: [
      atMost({ name: `node ${NODES} of ${NODES} listed`, value: ratio(NODES), unit: '×', goal: 1, peer }),
      atMost({
        ...{
          name: 'unplugged node gone from the list',
          value: goneMs / 1000,
          unit: 's',
          goal: 10,
          peer: null,
        },
      }),
      ...[1, NODES / 2, NODES].flatMap((k) => [
        context(`node ${k} listed`, medianAt('ours', k), 'ms'),
        context(`node ${k} listed by avahi-browse`, medianAt('theirs', k), 'ms'),
      ]),
      context('runs', runs.length, 'runs'),
    ],
  };
}

function brief(times: readonly number[]): string {
  return `${times[0]}…${times.at(-1)} ms`;
}
