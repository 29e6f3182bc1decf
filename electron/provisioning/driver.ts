import type { ProvisionLine, ProvisionWait } from '../../shared/domain/provisioning/flow-view.ts';
import type { ProvisionFlow, StepEvent } from '../../shared/domain/provisioning/provision-flow.ts';
import { stepLimits } from '../../shared/domain/provisioning/step-limits.ts';
import { type Failure, FailureError } from '../../shared/failure/failure.ts';
import type { Journal } from './journal.ts';
import { createLineBook, type LineBook } from './line-book.ts';
import type { News } from './news.ts';
import type { ProvisioningPorts } from './ports.ts';
import { runStep } from './steps/run-step.ts';
import type { StepTools } from './steps/step-tools.ts';

/** Runs flows: on entering a step it performs the step's effect and writes down what came of it. */
export interface Driver {
  /** Goes on from where the journal stands, until the flow ends or stops. Does nothing when it runs already. */
  run(nodeId: string): void;
  isRunning(nodeId: string): boolean;
  /** What a running step is waiting for. */
  waitOf(nodeId: string): ProvisionWait | null;
  /** Why a flow cannot go on although its journal says it should: the journal itself failed. */
  haltedBy(nodeId: string): Failure | null;
  /** Lines of a node that are not on disk yet. */
  newLines(nodeId: string): readonly ProvisionLine[];
  /** Ends all effects; flows stay where they are and go on at the next start. */
  stop(): Promise<void>;
}

interface Run {
  wait: ProvisionWait | null;
  readonly lines: LineBook;
}
interface Running extends Run {
  readonly ended: Promise<void>;
}

/** What a driver is made from. */
export interface DriverParts {
  readonly ports: ProvisioningPorts;
  readonly site: string;
  readonly journal: Journal;
  readonly news: News;
}

/** A driver for one site's flows. */
export function createDriver(parts: DriverParts): Driver {
  const { ports, site, journal, news } = parts;
  const stopping = new AbortController();
  const running = new Map<string, Running>();
  const halted = new Map<string, Failure>();
  const asFailure = (error: unknown): Failure =>
    error instanceof FailureError
      ? error.failure
      : { code: 'unexpected', facts: { reference: ports.log.bug('provisioning', error) } };

  async function drive(nodeId: string, run: Run): Promise<void> {
    journal.catchUp(nodeId);
    const tools = createTools(parts, { nodeId, run, signal: stopping.signal });
    for (let flow = journal.load(nodeId); flow !== null; ) {
      const event = await eventOf(tools, flow);
      if (event === null) break;
      run.lines.flush();
      run.wait = null;
      flow = journal.append(flow, event);
      news.changed();
    }
  }

  /** What came of the step; null when there is nothing to do or the engine stops. */
  async function eventOf(tools: StepTools, flow: ProvisionFlow): Promise<StepEvent | null> {
    if (flow.at === 'stopped' || flow.at === 'done') return null;
    try {
      return await runStep(tools, flow);
    } catch (error) {
      // An engine that stops is not a failure of the flow: the journal says where to go on.
      return stopping.signal.aborted ? null : { type: 'failed', failure: asFailure(error) };
    }
  }

  async function guarded(nodeId: string, run: Run): Promise<void> {
    // The caller's turn ends first, so that it sees the flow as running.
    await Promise.resolve();
    try {
      await drive(nodeId, run);
      run.lines.flush();
    } catch (error) {
      // The journal could not be written, so the stop cannot be either; it is kept here until someone resumes.
      halted.set(nodeId, asFailure(error));
    } finally {
      running.delete(nodeId);
      news.changed();
    }
  }

  return {
    run(nodeId) {
      if (running.has(nodeId) || stopping.signal.aborted) return;
      halted.delete(nodeId);
      const write = (lines: readonly ProvisionLine[]) => ports.store.addLines(site, nodeId, lines);
      const lines = createLineBook({ clock: ports.clock, write, changed: news.changed });
      const run: Run = { wait: null, lines };
      running.set(nodeId, Object.assign(run, { ended: guarded(nodeId, run) }));
    },
    isRunning: (nodeId) => running.has(nodeId),
    waitOf: (nodeId) => running.get(nodeId)?.wait ?? null,
    haltedBy: (nodeId) => halted.get(nodeId) ?? null,
    newLines: (nodeId) => running.get(nodeId)?.lines.unwritten() ?? [],
    async stop() {
      stopping.abort(new Error('the engine stops'));
      await Promise.all([...running.values()].map(({ ended }) => ended));
    },
  };
}

function createTools(
  { ports, journal, news }: DriverParts,
  { nodeId, run, signal }: { readonly nodeId: string; readonly run: Run; readonly signal: AbortSignal },
): StepTools {
  const { clock, links, book, platform, site, limits = stepLimits } = ports;
  return {
    ...{ clock, links, book, platform, site, limits, signal },
    say: (text) => run.lines.add(text),
    waitFor: (wait) => {
      run.wait = wait;
      news.changed();
    },
    note: (event) => {
      const flow = journal.load(nodeId);
      if (flow !== null) journal.append(flow, event);
    },
    flows: () => journal.all(),
  };
}
