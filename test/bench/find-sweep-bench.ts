/**
 * Sweep: every live host of a subnet found, politely, against nmap on the same subnet with the same exclusions in the
 * same run. All are timed as whole processes. Words after the bench's name choose prefix lengths: `find-sweep 24 22`.
 */
import { readFile } from 'node:fs/promises';
import type { Lan } from '../lan/network/create-lan.ts';
import { createLan, prepareForLans } from '../lan/network/create-lan.ts';
import type { Host } from '../lan/network/host.ts';
import { requireMachine } from '../lan/network/needs.ts';
import { atMost, type BenchReport, context, type Figure } from './bench-report.ts';
import { sweepByEngine } from './find-engine.ts';
import {
  countArp,
  type Field,
  orderOf,
  packetsSent,
  plantField,
  type SweepOrder,
  type SweptBy,
} from './find-network.ts';

const PREFIXES = [24, 22, 20, 18];
/** Placements of the hosts; nmap without privilege is slow and goes with the first alone. */
const SEEDS = [3, 11];
const RUN_LIMIT_MS = 900_000;
const PRIVILEGED = 'nmap -sn (ARP, root)';
const UNPRIVILEGED = 'nmap -sn --unprivileged';

interface Run {
  readonly seconds: number;
  readonly missed: number;
  readonly packets: number;
  /** How many of them ask for link addresses. */
  readonly arp: number;
  /** Packets that reached excluded devices. */
  readonly touches: number;
  readonly note: string;
}
interface Round {
  readonly ours: Run;
  readonly privileged: Run;
  readonly unprivileged: Run | null;
  /** Null but for the smallest subnet. */
  readonly engine: Run | null;
}

/** Sweeps each subnet by Rounds and by nmap and compares what was found, in what time and with how many packets. */
export async function findSweepBench(words: readonly string[]): Promise<BenchReport> {
  requireMachine(['ip', 'nft', 'nmap']);
  await prepareForLans();
  const prefixes = words.length === 0 ? PREFIXES : words.map(Number);
  const figures: Figure[] = [];
  for (const prefix of prefixes) {
    const rounds: Round[] = [];
    for (const [index, seed] of SEEDS.entries()) rounds.push(await oneRound(prefix, seed, index === 0));
    figures.push(...figuresOf(prefix, rounds));
  }
  return {
    bench: 'find-sweep',
    runtime: `Node ${process.versions.node}`,
    figures: [...figures, ...(await limits())],
  };
}

async function oneRound(prefix: number, seed: number, isFirst: boolean): Promise<Round> {
  const lan = await createLan();
  try {
    const field = await plantField(lan, prefix, seed);
    const ours = await measured(lan, field, { name: 'rounds', looker: 0, sweep: byRounds });
    say(`/${prefix} seed ${seed}: Rounds`, ours);
    const engine =
      isFirst && prefix === 24
        ? await measured(lan, field, {
            name: 'engine',
            looker: 3,
            sweep: (host, order) => sweepByEngine(lan, host, order),
          })
        : null;
    if (engine !== null) say(`/${prefix} seed ${seed}: whole engine`, engine);
    const privileged = await measured(lan, field, { name: 'nmap', looker: 1, sweep: byNmap([]) });
    say(`/${prefix} seed ${seed}: ${PRIVILEGED}`, privileged);
    const unprivileged = isFirst
      ? await measured(lan, field, { name: 'nmap-plain', looker: 2, sweep: byNmap(['--unprivileged']) })
      : null;
    if (unprivileged !== null) say(`/${prefix} seed ${seed}: ${UNPRIVILEGED}`, unprivileged);
    return { ours, privileged, unprivileged, engine };
  } finally {
    await lan.stop();
  }
}

interface Contestant {
  readonly name: string;
  /** Which of the addresses for those who look. */
  readonly looker: number;
  readonly sweep: (host: Host, order: SweepOrder) => Promise<SweptBy>;
}

/** Each has a host of its own, whose neighbour entries go with its cable: the system's table is one for all. */
async function measured(lan: Lan, field: Field, { name, looker, sweep }: Contestant): Promise<Run> {
  const own = field.lookers[looker] ?? '';
  const host = await lan.host(name);
  const cable = await host.plugIn(field.segment, { addresses: [`${own}/${field.prefix}`] });
  const touchesBefore = await field.touches();
  const arpSent = await countArp(host);
  const packetsBefore = await packetsSent(host);
  const { seconds, answered, note } = await sweep(host, orderOf(field, own));
  const packets = (await packetsSent(host)) - packetsBefore;
  const touches = (await field.touches()) - touchesBefore;
  const arp = await arpSent();
  await cable.remove();
  const found = new Set(answered);
  const missed = field.hosts.filter((address) => !found.has(address)).length;
  return { seconds, missed, packets, arp, touches, note };
}

const sweepProgram = new URL('find-sweep-program.ts', import.meta.url).pathname;
async function byRounds(host: Host, order: SweepOrder): Promise<SweptBy> {
  const beganAt = performance.now();
  const text = await host.run([process.execPath, sweepProgram, JSON.stringify(order)], RUN_LIMIT_MS);
  // Timed as nmap is, with the start of the process.
  return { ...(JSON.parse(text) as SweptBy), seconds: (performance.now() - beganAt) / 1000 };
}

function byNmap(options: readonly string[]) {
  return async (host: Host, { range, exclude }: SweepOrder): Promise<SweptBy> => {
    const beganAt = performance.now();
    const command = ['nmap', '-sn', '-n', ...options, '--exclude', exclude.join(','), '-oG', '-', range];
    const text = await host.run(command, RUN_LIMIT_MS);
    const seconds = (performance.now() - beganAt) / 1000;
    const answered = [...text.matchAll(/^Host: (\S+) .*Status: Up/gm)].map(([, address = '']) => address);
    return { seconds, answered, note: '' };
  };
}

function figuresOf(prefix: number, rounds: readonly Round[]): readonly Figure[] {
  const sum = (pick: (round: Round) => Run | null, what: 'missed' | 'touches'): number =>
    rounds.reduce((total, round) => total + (pick(round)?.[what] ?? 0), 0);
  const mean = (pick: (round: Round) => Run | null, what: 'seconds' | 'packets' | 'arp'): number => {
    const runs = rounds.flatMap((round) => pick(round) ?? []);
    return runs.reduce((total, run) => total + run[what], 0) / runs.length;
  };
  const ours = ({ ours: run }: Round) => run;
  const privileged = ({ privileged: run }: Round) => run;
  const unprivileged = ({ unprivileged: run }: Round) => run;
  const engine = ({ engine: run }: Round) => run;
  const of = (what: string): string => `/${prefix} ${what}`;
  const seconds = mean(ours, 'seconds') / mean(privileged, 'seconds');
  const packets = mean(ours, 'packets') / mean(privileged, 'packets');
  return [
    goal(of('hosts missed'), sum(ours, 'missed'), 'hosts', 0),
    ...(rounds.some((round) => round.engine !== null)
      ? [
          goal(of('hosts missed, whole engine'), sum(engine, 'missed'), 'hosts', 0),
          context(of('sweep by the whole engine'), mean(engine, 'seconds'), 's'),
        ]
      : []),
    goal(of('packets to excluded'), sum(ours, 'touches') + sum(engine, 'touches'), 'packets', 0),
    // Only the largest has a goal: on a small subnet the polite pace is what takes the time.
    ...(prefix === 18
      ? [atMost({ name: of('time'), value: seconds, unit: '×', goal: 1, peer: PRIVILEGED })]
      : [{ ...context(of('time'), seconds, '×'), peer: PRIVILEGED }]),
    atMost({ name: of('packets sent'), value: packets, unit: '×', goal: 1, peer: PRIVILEGED }),
    context(of('sweep'), mean(ours, 'seconds'), 's'),
    context(of(PRIVILEGED), mean(privileged, 'seconds'), 's'),
    context(of(UNPRIVILEGED), mean(unprivileged, 'seconds'), 's'),
    context(of('packets'), mean(ours, 'packets'), 'packets'),
    context(of('packets that are ARP'), mean(ours, 'arp'), 'packets'),
    context(of(`packets, ${PRIVILEGED}`), mean(privileged, 'packets'), 'packets'),
    context(of(`packets, ${UNPRIVILEGED}`), mean(unprivileged, 'packets'), 'packets'),
    context(of(`hosts missed, ${PRIVILEGED}`), sum(privileged, 'missed'), 'hosts'),
    context(of(`hosts missed, ${UNPRIVILEGED}`), sum(unprivileged, 'missed'), 'hosts'),
  ];
}

function goal(name: string, value: number, unit: string, most: number): Figure {
  return atMost({ name, value, unit, goal: most, peer: null });
}

/** What of this machine decides how fast a sweep can be complete. */
async function limits(): Promise<readonly Figure[]> {
  const entries = await readFile('/proc/sys/net/ipv4/neigh/default/gc_thresh3', 'utf8');
  const conntrack = await readFile('/proc/sys/net/netfilter/nf_conntrack_max', 'utf8').catch(() => '0');
  const files = await readFile('/proc/self/limits', 'utf8');
  const open = files.match(/^Max open files\s+(\d+)/m)?.[1] ?? '0';
  return [
    context('neighbour table (gc_thresh3)', Number(entries), 'entries'),
    context('connection tracking limit (0: none)', Number(conntrack), 'entries'),
    context('open files', Number(open), 'files'),
  ];
}

function say(what: string, { seconds, missed, packets, arp, touches, note }: Run): void {
  const figures = `${seconds.toFixed(1)} s, ${missed} missed, ${packets} packets (${arp} ARP), ${touches} to excluded`;
  process.stderr.write(`${what}: ${figures}${note === '' ? '' : `; ${note}`}\n`);
}
