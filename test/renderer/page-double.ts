import type { EngineMessage, JobSnapshot, PageMessage } from '../../shared/contract/define.ts';
import { engineContract } from '../../shared/contract/engine-contract.ts';
import type { EngineEvent, RoundsBridge } from '../../shared/contract/shell-contract.ts';
import { type Failure, FailureError } from '../../shared/failure/failure.ts';
import { doubleHandlers } from './double-handlers.ts';
import { type Scene, worldOf } from './scenes.ts';

type Call = (input: unknown, second: unknown) => unknown;

/** A bridge whose engine lives in the page: it parses as strictly as the real one, and answers over the same messages. `paceMs` is one step of its work. */
export function createPageDouble(scene: Scene, paceMs: number): RoundsBridge {
  const listeners = new Set<(event: EngineEvent) => void>();
  let state: EngineEvent | null = null;
  const tell = (event: EngineEvent) => {
    if (event.kind !== 'message') state = event;
    for (const listener of listeners) listener(structuredClone(event));
  };
  const post = (data: EngineMessage) => tell({ kind: 'message', data });
  const wait = (steps = 1) => new Promise<void>((resolve) => setTimeout(resolve, paceMs * steps));
  const handlers = doubleHandlers({
    world: worldOf(scene),
    tell: (name, payload) => post({ type: 'news', name, payload }),
    wait,
  });
  const serve = createServer(handlers as Readonly<Record<string, Call>>, post);
  // As with the real bridge, the connection comes a moment after the page.
  setTimeout(() => {
    if (scene === 'slow') return;
    tell({ kind: 'connected' });
    if (scene === 'lost' || scene === 'gone') {
      setTimeout(() => tell({ kind: scene === 'lost' ? 'lost' : 'stopped' }), 600);
    }
  }, 20);
  return {
    engine: {
      post: (message) => serve(structuredClone(message) as PageMessage),
      listen: (listener) => {
        listeners.add(listener);
        if (state !== null) listener(state);
        return () => void listeners.delete(listener);
      },
    },
    shell: {
      ask: (name, input) =>
        Promise.resolve(shellAnswers[`${name} ${purposeOf(input)}`] ?? shellAnswers[name] ?? null),
      on: () => () => {},
    },
  };
}

const purposeOf = (input: unknown) =>
  typeof input === 'object' && input !== null && 'purpose' in input ? String(input.purpose) : '';

const shellAnswers: Readonly<Record<string, unknown>> = {
  chooseFile: '/media/stick/enrolment.json',
  'chooseSave bundle': '/media/stick/rounds-bundle.zip',
  'chooseSave sweep-log': '/media/stick/sweep-10.20.4.0-24.csv',
  about: {
    appVersion: '0.1.0',
    electronVersion: '45.4.1',
    demo: false,
    dataDir: '/home/keller/.config/Rounds',
    keystore: 'os',
  },
};

/** Answers the page's messages by the contract. */
function createServer(handlers: Readonly<Record<string, Call>>, post: (message: EngineMessage) => void) {
  const jobs = new Map<string, { snapshot: JobSnapshot; stop: AbortController }>();
  const keep = (snapshot: JobSnapshot, stop: AbortController) => {
    jobs.set(snapshot.id, { snapshot, stop });
    post({ type: 'job', snapshot });
  };

  async function answer(id: string, work: () => unknown): Promise<void> {
    try {
      post({ type: 'answer', id, ok: true, value: await work() });
    } catch (error) {
      post({ type: 'answer', id, ok: false, failure: asFailure(error) });
    }
  }

  async function runJob({ id, name, input }: Extract<PageMessage, { type: 'start' }>): Promise<void> {
    const begun = { id, name, startedAtMs: Date.now() };
    const stop = new AbortController();
    let cancellable = true;
    const run = {
      signal: stop.signal,
      report: (progress: unknown) => keep({ ...begun, state: 'running', progress, cancellable }, stop),
      pointOfNoReturn: () => {
        cancellable = false;
      },
    };
    try {
      const value = await call(handlers, name, input, run);
      keep({ ...begun, state: 'succeeded', value }, stop);
    } catch (error) {
      if (stop.signal.aborted) keep({ ...begun, state: 'cancelled' }, stop);
      else keep({ ...begun, state: 'failed', failure: asFailure(error) }, stop);
    }
  }

  return (message: PageMessage) => {
    if (message.type === 'ask') {
      void answer(message.id, () => call(handlers, message.name, message.input, AbortSignal.timeout(60_000)));
    } else if (message.type === 'start') void runJob(message);
    else if (message.type === 'cancel') jobs.get(message.id)?.stop.abort();
    else
      setTimeout(() => post({ type: 'jobs', snapshots: [...jobs.values()].map(({ snapshot }) => snapshot) }));
  };
}

function call(
  handlers: Readonly<Record<string, Call>>,
  name: string,
  input: unknown,
  second: unknown,
): unknown {
  const entry = engineContract[name as keyof typeof engineContract];
  const handler = handlers[name];
  if (entry === undefined || entry.kind === 'news' || handler === undefined)
    throw new Error(`no call ${name}`);
  return handler(entry.input.parse(input), second);
}

function asFailure(error: unknown): Failure {
  if (error instanceof FailureError) return error.failure;
  return { code: 'unexpected', facts: { reference: String(error).slice(0, 60) } };
}
