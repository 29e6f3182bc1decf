/**
 * Carries out what the sync machine asks for: calls, storage, timers. It decides nothing; one event at a time goes
 * through `step`, and a late answer is the machine's affair.
 */
import type { Enrolment } from '../../shared/domain/sites/pack.ts';
import { step } from '../../shared/domain/sync/sync-machine.ts';
import {
  type SyncEffect,
  type SyncEvent,
  type SyncState,
  startState,
  type Trouble,
} from '../../shared/domain/sync/sync-state.ts';
import { type Failure, FailureError, failed } from '../../shared/failure/failure.ts';
import type { Log } from '../ports.ts';
import { type CallPorts, callConsole } from './console-calls.ts';
import type { OutboxStore } from './outbox-store.ts';
import { runStorageEffect, type StorageEffect } from './storage-effects.ts';

export interface DriverPorts extends CallPorts {
  readonly log: Log;
  readonly store: CallPorts['store'] & OutboxStore;
  enrolment(): Enrolment | null;
  /** Dice for the back-off, 0 to 1. */
  random(): number;
  /** Whether the machine may go on by itself when a wait is over. */
  automatic(): boolean;
  /** The status may have changed. */
  changed(): void;
}

export interface SyncDriver {
  state(): SyncState;
  tell(event: SyncEvent): void;
  /** Resolves when the present run, or else the next one, is over: with what hindered it, or null. */
  settled(): Promise<Failure | null>;
  /** Ends the open call and the timer; nothing moves afterwards. */
  stop(): void;
}

/** Builds the driver, idle. */
export function createSyncDriver(ports: DriverPorts): SyncDriver {
  return new Driver(ports);
}

class Driver implements SyncDriver {
  readonly #ports: DriverPorts;
  readonly #queue: SyncEvent[] = [];
  #state: SyncState = startState;
  #waiters: ((failure: Failure | null) => void)[] = [];
  #call = new AbortController();
  #timer = new AbortController();
  #isTaking = false;
  #isStopped = false;

  constructor(ports: DriverPorts) {
    this.#ports = ports;
  }

  state(): SyncState {
    return this.#state;
  }

  settled(): Promise<Failure | null> {
    return new Promise((resolve) => this.#waiters.push(resolve));
  }

  /** One event after the other: what an effect tells at once waits until its own step is through. */
  tell(event: SyncEvent): void {
    this.#queue.push(event);
    if (this.#isTaking) return;
    this.#isTaking = true;
    for (let next = this.#queue.shift(); next !== undefined && !this.#isStopped; next = this.#queue.shift()) {
      this.#take(next);
    }
    this.#isTaking = false;
    this.#ports.changed();
  }

  stop(): void {
    this.#isStopped = true;
    this.#call.abort(new Error('sync stopped'));
    this.#timer.abort(new Error('sync stopped'));
    this.#settle(null);
  }

  #take(event: SyncEvent): void {
    const next = step(this.#state, event);
    this.#state = next.state;
    try {
      for (const effect of next.effects) this.#run(effect);
    } catch (error) {
      // Expected: a full disk. A mistake of ours is logged; neither may leave a run that nobody ends.
      this.tell(this.#hindered(error));
    }
  }

  #run(effect: SyncEffect): void {
    const { store, line } = this.#ports;
    switch (effect.do) {
      case 'hello':
      case 'pull':
        this.#startCall(effect);
        break;
      case 'push':
        // Before the first byte goes out: an answer that is lost must not look like a try that never was.
        store.change(effect.opIds.map((opId) => ({ opId, state: 'sent', seq: null, detail: null })));
        this.#startCall(effect);
        break;
      case 'read-outbox':
      case 'change':
      case 'keep-page':
        this.#runStorage(effect);
        break;
      case 'rebuild':
        this.#call.abort(new Error('given up'));
        line.reset();
        break;
      case 'wait':
        this.#startTimer(effect.delayMs);
        break;
      case 'settle':
        this.#settle(effect.failure);
        break;
    }
  }

  #runStorage(effect: StorageEffect): void {
    const { store, clock } = this.#ports;
    const event = runStorageEffect(effect, { store, enrolment: this.#enrolled(), atMs: clock.now() });
    if (event !== null) this.tell(event);
  }

  #startCall(effect: Extract<SyncEffect, { do: 'hello' | 'push' | 'pull' }>): void {
    const call = new AbortController();
    this.#call = call;
    const setting = { enrolment: this.#enrolled(), signal: call.signal, trouble: () => this.#trouble() };
    callConsole(this.#ports, effect, setting).then(
      (event) => this.tell(event),
      (error: unknown) => {
        // Given up by `rebuild` or `stop`: the machine has gone on already.
        if (!call.signal.aborted) this.tell(this.#hindered(error));
      },
    );
  }

  #startTimer(delayMs: number): void {
    this.#timer.abort(new Error('another wait'));
    const timer = new AbortController();
    this.#timer = timer;
    this.#ports.clock.wait(delayMs, timer.signal).then(
      () => {
        if (!this.#ports.automatic()) return;
        this.tell({ type: 'wake', by: 'timer', atMs: this.#ports.clock.now() });
      },
      // Another wait or the end of the engine took its place.
      () => {},
    );
  }

  #settle(failure: Failure | null): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const resolve of waiters) resolve(failure);
  }

  #hindered(error: unknown): SyncEvent {
    const failure: Failure =
      error instanceof FailureError
        ? error.failure
        : { code: 'unexpected', facts: { reference: this.#ports.log.bug('sync', error) } };
    return { type: 'hindered', failure, ...this.#trouble() };
  }

  #trouble(): Trouble {
    const url = this.#ports.enrolment()?.consoleUrl ?? '';
    return { atMs: this.#ports.clock.now(), chance: this.#ports.random(), url };
  }

  #enrolled(): Enrolment {
    const enrolment = this.#ports.enrolment();
    if (enrolment === null) throw failed('not-enrolled', {});
    return enrolment;
  }
}
