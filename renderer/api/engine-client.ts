/**
 * The contract as typed functions for the page: `ask`, `startJob`, `onNews`. Types only come from the contract,
 * so that its parser stays out of the page's bundle; the engine parses what arrives there.
 */
import type {
  AskName,
  EngineMessage,
  InputOf,
  JobName,
  NewsName,
  OutputOf,
  PageMessage,
  PayloadOf,
} from '../../shared/contract/define.ts';
import type { EngineContract } from '../../shared/contract/engine-contract.ts';
import type { RoundsBridge } from '../../shared/contract/shell-contract.ts';
import { FailureError, failed } from '../../shared/failure/failure.ts';
import { createJobBook, type JobBook } from './job-book.ts';

/** `starting` until the first port came; `stopped` when the engine was given up after dying too often. */
export type Connection = 'starting' | 'connected' | 'lost' | 'stopped';

export interface EngineClient {
  /** One question, one answer. Waits while the engine starts; throws `FailureError`, with `engine-away` when the engine is lost. */
  ask<N extends AskName<EngineContract>>(
    name: N,
    input: InputOf<EngineContract[N]>,
  ): Promise<OutputOf<EngineContract[N]>>;
  /** Starts long work and gives its id, under which the job book shows it at once. */
  startJob<N extends JobName<EngineContract>>(name: N, input: InputOf<EngineContract[N]>): string;
  /** Asks a job to stop. Its last snapshot tells what came of it. */
  cancel(id: string): void;
  readonly jobs: JobBook;
  /** Gives back the function that stops listening. */
  onNews<N extends NewsName<EngineContract>>(
    name: N,
    listener: (payload: PayloadOf<EngineContract[N]>) => void,
  ): () => void;
  connection(): Connection;
  onConnection(listener: (connection: Connection) => void): () => void;
}

interface Pending {
  readonly message: PageMessage;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Where ids and times come from; tests give their own. */
export interface Surroundings {
  readonly makeId: () => string;
  readonly now: () => number;
}

/** A client over the bridge's engine door. */
export function createEngineClient(
  link: RoundsBridge['engine'],
  around: Surroundings = { makeId: () => crypto.randomUUID(), now: () => Date.now() },
): EngineClient {
  const pending = new Map<string, Pending>();
  const news = createNewsDesk();
  const connectionListeners = new Set<(connection: Connection) => void>();
  const jobs = createJobBook();
  let connection: Connection = 'starting';

  const send = (message: PageMessage) => link.post(message);
  const away = () => failed('engine-away', {});

  function settle(message: Extract<EngineMessage, { type: 'answer' }>): void {
    const waiting = pending.get(message.id);
    if (waiting === undefined) return;
    pending.delete(message.id);
    if (message.ok) waiting.resolve(message.value);
    else waiting.reject(new FailureError(message.failure));
  }

  function receive(message: EngineMessage): void {
    if (message.type === 'answer') settle(message);
    else if (message.type === 'job') jobs.put(message.snapshot);
    else if (message.type === 'jobs') jobs.replaceAll(message.snapshots);
    else news.tell(message.name, message.payload);
  }

  function rejectPending(): void {
    const waiting = [...pending.values()];
    pending.clear();
    for (const { reject } of waiting) reject(away());
  }

  function become(next: Connection): void {
    // What was asked of an engine that is gone may have happened or not: only the asker can judge.
    if (connection !== 'starting' || next !== 'connected') rejectPending();
    connection = next;
    if (next === 'connected') {
      send({ type: 'jobs' });
      for (const { message } of pending.values()) send(message);
    }
    if (next === 'stopped') jobs.replaceAll([]);
    for (const listener of connectionListeners) listener(next);
  }

  link.listen((event) => {
    // The port carries only what our own engine posts; both ends compile against EngineMessage.
    if (event.kind === 'message') receive(event.data as EngineMessage);
    else become(event.kind);
  });

  return {
    ask: (name, input) => {
      if (connection === 'lost' || connection === 'stopped') return Promise.reject(away());
      const message: PageMessage = { type: 'ask', id: around.makeId(), name, input };
      const answer = new Promise<never>((resolve, reject) => {
        // The answer has the type that the contract gives to this name.
        pending.set(message.id, { message, resolve: resolve as (value: unknown) => void, reject });
      });
      if (connection === 'connected') send(message);
      return answer;
    },
    startJob: (name, input) => {
      const id = around.makeId();
      const begun = { id, name, startedAtMs: around.now() };
      if (connection === 'connected') {
        jobs.put({ ...begun, state: 'running', progress: null, cancellable: true });
        send({ type: 'start', id, name, input });
      } else {
        jobs.put({ ...begun, state: 'failed', failure: away().failure });
      }
      return id;
    },
    cancel: (id) => {
      jobs.stopping(id);
      send({ type: 'cancel', id });
    },
    jobs,
    onNews: (name, listener) => news.listen(name, listener as (payload: unknown) => void),
    connection: () => connection,
    onConnection: (listener) => {
      connectionListeners.add(listener);
      return () => void connectionListeners.delete(listener);
    },
  };
}

/** Who listens for which news. */
function createNewsDesk() {
  const listeners = new Map<string, Set<(payload: unknown) => void>>();
  return {
    tell: (name: string, payload: unknown) => {
      for (const listener of listeners.get(name) ?? []) listener(payload);
    },
    listen: (name: string, listener: (payload: unknown) => void) => {
      const own = listeners.get(name) ?? new Set();
      listeners.set(name, own);
      own.add(listener);
      return () => void own.delete(listener);
    },
  };
}
