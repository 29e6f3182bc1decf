import type { JobRun } from '../../../shared/contract/define.ts';
import type { AskedRow } from '../../../shared/domain/discovery/asked-list.ts';
import { parseIpv4, parseRange, sizeOf } from '../../../shared/domain/discovery/ipv4.ts';
import type { SweepForecast, SweepReport } from '../../../shared/domain/discovery/sweep-report.ts';
import { failed } from '../../../shared/failure/failure.ts';
import { type Double, type Some, step } from '../double-handlers.ts';
import { changeNode } from '../double-nodes.ts';
import type { World } from '../world.ts';

/** Finding nodes, in memory. */
export function discoveryHandlers(double: Double): Some<'discovery'> {
  const { world, wait } = double;
  const machines = { areOn: false };
  // A story says itself when somebody switches them on, for a page may be slow to be pointed at.
  addEventListener('machines-on', () => {
    machines.areOn = true;
  });
  return {
    'discovery.listen': (_input, run) => listen(double, machines, run),
    'discovery.nodes': () => world.nodes,
    'discovery.addTyped': async ({ typed }) => {
      await wait();
      if (!/^[\w.:[\]%-]+$/.test(typed)) throw failed('address-unreadable', { typed });
      return world.nodes.find(({ address }) => address === typed) ?? null;
    },
    'discovery.refresh': ({ nodeId }) => changeNode(world, nodeId, { lastSeenAtMs: Date.now() }),
    ...sweepHandlers(double),
    'discovery.addList': async ({ text }, run) => {
      const lines = text.split('\n').map((typed, index) => ({ typed: typed.trim(), line: index + 1 }));
      const asked = lines.filter(({ typed }) => typed !== '');
      for (let done = 0; done <= asked.length; done++) await step(run, wait, { done, total: asked.length });
      return { rows: asked.map((row, index) => ({ ...row, ...outcomeOf(world, asked, index) })) };
    },
    'discovery.surroundings': () => world.surroundings,
    'discovery.readRancher': async ({ url }, run) => {
      await step(run, wait, { clusters: 0, nodes: 0 });
      return { url, clusters: [], isCut: false };
    },
  };
}

async function listen(
  { world, wait, tell }: Double,
  machines: { readonly areOn: boolean },
  run: JobRun<{ heard: number; nodes: number }>,
): Promise<never> {
  world.surroundings = { ...world.surroundings, isListening: true };
  tell('discovery.changed', null);
  for (let heard = 0; ; heard++) {
    await step(run, () => wait(4), { heard, nodes: world.nodes.length });
    const [next, ...rest] = world.arriving;
    if (next === undefined || !machines.areOn) continue;
    // The newest first, so that a page that only follows the engine's order would jump.
    world.nodes = [next, ...world.nodes];
    world.arriving = rest;
    tell('discovery.changed', null);
  }
}

function sweepHandlers(double: Double) {
  const { world } = double;
  return {
    'discovery.forecastSweep': ({ range }) => forecast(world, range),
    'discovery.sweep': ({ range, authority }, run) => {
      const { needsAuthority, addresses } = forecast(world, range);
      if (needsAuthority && (authority === null || authority.reference === ''))
        throw failed('sweep-unauthorised', { range, what: 'reference' });
      if (needsAuthority && authority?.typedRange !== range)
        throw failed('sweep-unauthorised', { range, what: 'typed-range' });
      return sweep(double, { range, addresses, reference: authority?.reference ?? null }, run);
    },
    'discovery.sweeps': () => world.sweeps,
    'discovery.exportSweep': ({ sweepId, path }) => {
      const { ending } = world.sweeps.find((each) => each.sweepId === sweepId) ?? {};
      if (ending === undefined) throw failed('sweep-unknown', { sweep: sweepId });
      return { path, signaturePath: `${path}.minisig`, publicKeyPath: `${path}.pub` };
    },
  } satisfies Partial<Some<'discovery'>>;
}

/** As the engine judges a range: inside what the pack allows, and wider than a /20 only with a permission. */
function forecast(world: World, range: string): SweepForecast {
  const wanted = parseRange(range);
  const isAllowed = (world.pack?.sweepAllowed ?? []).some((text) => {
    const allowed = parseRange(text);
    return (
      wanted !== null && allowed !== null && wanted.first >= allowed.first && wanted.last <= allowed.last
    );
  });
  if (wanted === null || !isAllowed) throw failed('sweep-not-allowed', { range });
  const perSecond = world.settings.sweepPace === 'gentle' ? 25 : 100;
  const addresses = Math.max(1, sizeOf(wanted) - 2);
  const paceReason = perSecond === 25 ? 'gentle' : 'clinical';
  return {
    ...{
      range,
      addresses,
      excluded: sizeOf(wanted) - addresses,
      known: 0,
      port: 50_000,
      perSecond,
      paceReason,
    },
    ...{ takesMs: (addresses / perSecond) * 1000, needsAuthority: addresses > 4096 },
  };
}

async function sweep(
  { world, wait, tell }: Double,
  wanted: { readonly range: string; readonly addresses: number; readonly reference: string | null },
  run: JobRun<{ done: number; total: number; answered: number; leftMs: number; perSecond: number }>,
): Promise<SweepReport> {
  const total = wanted.addresses;
  const endsAt = world.sweepEnding === 'complete' ? total : Math.round(total / 3);
  const each = Math.max(1, Math.round(total / 42));
  let done = 0;
  for (; done < endsAt && !run.signal.aborted; done += each) {
    run.report({ done, total, answered: done >> 5, leftMs: (total - done) * 40, perSecond: 25 });
    await wait();
  }
  const ending = run.signal.aborted ? ('stopped' as const) : world.sweepEnding;
  const touched = Math.min(done, total);
  const report = {
    ...{ sweepId: `sweep-${Date.now()}`, touched, answered: 8, nodes: 3, doubtful: world.sweepDoubtful },
    ...{ stopped: ending !== 'complete', ending, known: 0, canaries: 3 },
  };
  const { range, reference } = wanted;
  const summary = { ...report, range, reference, port: 50_000, startedAtMs: Date.now() - 6000 };
  world.sweeps = [{ ...summary, endedAtMs: Date.now() }, ...world.sweeps];
  tell('discovery.changed', null);
  return report;
}

/** What a pasted line gives here: by the machines of the world, and by rules that need none. */
function outcomeOf(
  world: World,
  rows: readonly { readonly typed: string }[],
  index: number,
): Pick<AskedRow, 'outcome' | 'nodeId'> {
  const typed = rows[index]?.typed ?? '';
  const address = typed.split(/[\s;,]+/).find((part) => parseIpv4(part) !== null);
  const none = (outcome: AskedRow['outcome']) => ({ outcome, nodeId: null });
  if (address === undefined) return none(/^[\w.-]+$/.test(typed) ? 'unresolved' : 'unreadable');
  if (rows.slice(0, index).some((row) => row.typed === typed)) return none('twice');
  if (address.endsWith('.250')) return none('excluded');
  const found = world.nodes.find((each) => each.address === address);
  if (found === undefined) return none('silent');
  const outcome = found.answer === 'earlier' ? 'earlier' : found.managed === null ? 'node' : 'elsewhere';
  return { outcome: found.answer === 'not-talos' ? 'not-a-node' : outcome, nodeId: found.id };
}
