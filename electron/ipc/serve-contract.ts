/**
 * Binds one page's port to the engine: every message is shaped, named and parsed here before a handler sees it.
 * Stacks never cross; a bug crosses as a short reference that finds it in the log.
 */
import { z } from 'zod';
import type { EngineMessage } from '../../shared/contract/define.ts';
import { type Failure, FailureError } from '../../shared/failure/failure.ts';
import type { Log } from '../ports.ts';
import type { EngineCalls } from './engine-calls.ts';
import type { Jobs } from './jobs.ts';

/** One end of a message channel to one page. */
export interface PagePort {
  post(message: EngineMessage): void;
  onMessage(listener: (message: unknown) => void): void;
  onClose(listener: () => void): void;
}

/** What the engine lends to each page that connects. */
export interface Served {
  readonly calls: EngineCalls;
  readonly jobs: Jobs;
  readonly log: Log;
  listenToNews(listener: (name: string, payload: unknown) => void): () => void;
}

const shortId = z.string().min(1).max(64);
const callName = z.string().max(64);
const pageMessageSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ask'), id: shortId, name: callName, input: z.unknown() }),
  z.strictObject({ type: z.literal('start'), id: shortId, name: callName, input: z.unknown() }),
  z.strictObject({ type: z.literal('cancel'), id: shortId }),
  z.strictObject({ type: z.literal('jobs') }),
]);

/** Serves the contract on a port until it closes. Messages that are not of the protocol are logged and dropped. */
export function serveContract(port: PagePort, { calls, jobs, log, listenToNews }: Served): void {
  const gone = new AbortController();
  const stops = [
    jobs.listen((snapshot) => port.post({ type: 'job', snapshot })),
    listenToNews((name, payload) => port.post({ type: 'news', name, payload })),
  ];
  port.onClose(() => {
    gone.abort(new Error('the page is gone'));
    for (const stop of stops) stop();
  });
  port.onMessage((raw) => {
    const parsed = pageMessageSchema.safeParse(raw);
    if (!parsed.success) {
      log.warn('message of no known shape from the page');
      return;
    }
    const message = parsed.data;
    switch (message.type) {
      case 'ask':
        void answer(message.id, () => calls.ask(message.name, message.input, gone.signal));
        break;
      case 'start':
        begin(message.id, message.name, message.input);
        break;
      case 'cancel':
        jobs.cancel(message.id);
        break;
      case 'jobs':
        port.post({ type: 'jobs', snapshots: jobs.list() });
        break;
    }
  });

  function begin(id: string, name: string, input: unknown): void {
    try {
      const work = calls.job(name, input);
      jobs.start({ id, name, key: `${name} ${JSON.stringify(work.input)}`, work: work.run });
    } catch (error) {
      // Expected here: `bad-request` of an unknown name or an input that does not parse.
      const failure = asFailure(error, `start ${name}`, log);
      jobs.start({ id, name, key: id, work: () => Promise.reject(new FailureError(failure)) });
    }
  }

  async function answer(id: string, work: () => Promise<unknown>): Promise<void> {
    try {
      port.post({ type: 'answer', id, ok: true, value: await work() });
    } catch (error) {
      // Expected here: a FailureError of ordinary use. Anything else is logged whole as a bug.
      port.post({ type: 'answer', id, ok: false, failure: asFailure(error, 'ask', log) });
    }
  }
}

/** The failure that may cross to the page for any error. */
export function asFailure(error: unknown, event: string, log: Log): Failure {
  if (error instanceof FailureError) return error.failure;
  return { code: 'unexpected', facts: { reference: log.bug(event, error) } };
}
