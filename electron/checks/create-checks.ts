/**
 * Checks: read-only tests from this laptop or from a node, side by side, each with a stable code. This file
 * runs a list, keeps its report and tells who wants to know; what is tested is in `laptop/` and `node/`.
 */
import type { Handlers, JobRun } from '../../shared/contract/define.ts';
import type { EngineContract } from '../../shared/contract/engine-contract.ts';
import type {
  Check,
  CheckEntry,
  CheckProgress,
  CheckReport,
  Vantage,
} from '../../shared/domain/checks/check.ts';
import type { NodeLinks, NodeTarget } from '../nodes/node-link.ts';
import type { Announce, Clock, CurrentSite, Log, NodeBook, OpRecorder } from '../ports.ts';
import { laptopChecks, nodeChecks } from './check-lists.ts';
import type { ReportStore } from './checks-ports.ts';
import { chooseInterface } from './choose-interface.ts';
import { type LaptopPorts, laptopContext } from './laptop-context.ts';
import { nodeContext } from './node-context.ts';
import { runChecks } from './run-checks.ts';

export interface ChecksPorts extends LaptopPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly announce: Announce;
  readonly ops: OpRecorder;
  readonly site: CurrentSite;
  readonly nodes: NodeBook;
  /** Where and with what to reach a node, by a look at it now. */
  readonly freshTarget: (nodeId: string, signal: AbortSignal) => Promise<NodeTarget>;
  readonly links: NodeLinks;
  readonly reports: ReportStore;
  /** The only interfaces that may be used; null for any. */
  readonly interfaceNames: readonly string[] | null;
  readonly appVersion: string;
  readonly newId: () => string;
}

export interface Checks {
  readonly handlers: Pick<Handlers<EngineContract>, 'checks.run' | 'checks.latest'>;
  /** The newest report of each vantage of the site, newest first. */
  latest(): readonly CheckReport[];
  stop(): Promise<void>;
}

type Run = JobRun<CheckProgress>;

export function createChecks(ports: ChecksPorts): Checks {
  const latest = (): readonly CheckReport[] => {
    const enrolment = ports.site.enrolment();
    return enrolment === null ? [] : ports.reports.latest(enrolment.site);
  };
  const keep = (measured: Measured, startedAtMs: number): CheckReport => {
    const report: CheckReport = {
      id: ports.newId(),
      vantage: measured.vantage,
      startedAtMs,
      endedAtMs: ports.clock.now(),
      appVersion: ports.appVersion,
      clockOffsetMs: offsetIn(measured.entries) ?? lastOffset(latest()),
      entries: measured.entries,
    };
    const { enrolment } = ports.site.require();
    ports.ops.record({ kind: 'checks.recorded', agg: `checks:${keyOf(measured.vantage)}`, body: { report } });
    ports.reports.add(enrolment.site, report);
    ports.announce('checks.changed', null);
    return report;
  };
  return {
    handlers: {
      'checks.run': async ({ from }, run) => {
        const startedAtMs = ports.clock.now();
        const measured = await (from === 'laptop'
          ? fromLaptop(ports, run)
          : fromNode(ports, from.nodeId, run));
        return keep(measured, startedAtMs);
      },
      'checks.latest': latest,
    },
    latest,
    // Its work runs in jobs, which the engine stops first.
    stop: async () => undefined,
  };
}

interface Measured {
  readonly vantage: Vantage;
  readonly entries: readonly CheckEntry[];
}

async function fromLaptop(ports: ChecksPorts, run: Run): Promise<Measured> {
  const { pack } = ports.site.require();
  const wanted = ports.interfaceNames;
  const interfaces = await ports.hostNetwork.interfaces(run.signal);
  const chosen = chooseInterface(interfaces, wanted, pack.network.subnet);
  const context = laptopContext(ports, { pack, chosen, wanted, nodes: ports.nodes.all() }, run.signal);
  const vantage: Vantage = {
    from: 'laptop',
    interfaceName: chosen?.link.name ?? null,
    address: chosen?.address ?? null,
  };
  return { vantage, entries: await runList(laptopChecks, context, { from: 'laptop', ports, run }) };
}

async function fromNode(ports: ChecksPorts, nodeId: string, run: Run): Promise<Measured> {
  const { pack } = ports.site.require();
  const target = await ports.freshTarget(nodeId, run.signal);
  const node = ports.nodes.get(nodeId);
  const link = await ports.links.open(target, run.signal);
  try {
    const entries = await runList(nodeChecks, nodeContext(pack, node, link), { from: nodeId, ports, run });
    return { vantage: { from: 'node', nodeId, name: node.name }, entries };
  } finally {
    link.close();
  }
}

async function runList<Context>(
  checks: readonly Check<Context>[],
  context: Context,
  how: { readonly from: string; readonly ports: ChecksPorts; readonly run: Run },
): Promise<readonly CheckEntry[]> {
  const { from, run } = how;
  const { clock, log } = how.ports;
  const onEntry = (entries: readonly CheckEntry[]): void =>
    run.report({ from, done: entries.length, total: checks.length, entries });
  onEntry([]);
  return await runChecks(checks, context, { clock, log, signal: run.signal, onEntry });
}

function keyOf(vantage: Vantage): string {
  return vantage.from === 'laptop' ? 'laptop' : vantage.nodeId;
}

/** Site time minus the laptop's, when this very list measured it. */
function offsetIn(entries: readonly CheckEntry[]): number | null {
  const finding = entries.find(({ code }) => code === 'time-offset')?.finding;
  const facts = finding?.state === 'ok' || finding?.state === 'fault' ? finding.facts : {};
  return typeof facts.offsetMs === 'number' ? facts.offsetMs : null;
}

function lastOffset(reports: readonly CheckReport[]): number | null {
  return reports.find(({ vantage }) => vantage.from === 'laptop')?.clockOffsetMs ?? null;
}
