import type { MessagePortMain } from 'electron';
import type { EngineStart, FromEngine, ToEngine } from '../../ipc/engine-messages.ts';
import { afterDeath, restartLimit } from './restart-policy.ts';

/** `starting`: first start. `connected`: it said ready. `lost`: it died and comes again. `stopped`: it died too often. */
export type EngineState = 'starting' | 'connected' | 'lost' | 'stopped';

/** One running engine process. */
export interface EngineChild {
  post(message: ToEngine, ports?: readonly MessagePortMain[]): void;
  kill(): void;
}
/** Starts an engine process that reports to these listeners; `died` comes exactly once. */
export type ForkEngine = (told: { message(message: FromEngine): void; died(): void }) => EngineChild;

export interface SupervisorPorts {
  readonly fork: ForkEngine;
  /** Gathers what a new engine must be told, the storage key among it. */
  readonly start: () => Promise<EngineStart>;
  readonly now: () => number;
  /** Runs `then` after `delayMs`; gives back how to call that off. */
  readonly after: (delayMs: number, then: () => void) => () => void;
  readonly onState: (state: EngineState) => void;
}

export interface EngineSupervisor {
  /** Sends to the running engine; dropped while there is none. */
  send(message: ToEngine, ports?: readonly MessagePortMain[]): void;
  /** Ends the engine, if any, and starts a fresh one with a fresh count of deaths. */
  restart(): void;
  /** Asks the engine to finish, kills it after 5 s, and resolves when it is gone. */
  stop(): Promise<void>;
}

/** Opening and migrating the database takes far less; an engine silent for this long hangs. */
const readyTimeoutMs = 120_000;
const stopTimeoutMs = 5_000;

/** Starts the engine and keeps it running until `stop`. There is never more than one: the next starts when the last is gone. */
export function superviseEngine(ports: SupervisorPorts): EngineSupervisor {
  let child: EngineChild | null = null;
  let deathsAtMs: readonly number[] = [];
  let callOff = () => {};
  /** What follows the end of the running engine: another start, or nothing. */
  let onEnd: (() => void) | null = null;

  const launch = () => {
    const current = ports.fork({
      message: ({ type }) => {
        if (child === current) heard(current, type);
      },
      died: () => {
        if (child === current) mourn();
      },
    });
    child = current;
    callOff = ports.after(readyTimeoutMs, () => current.kill());
    void ports.start().then((start) => {
      if (child === current) current.post({ type: 'start', start });
    });
  };

  const heard = (current: EngineChild, type: FromEngine['type']) => {
    if (type === 'stopped') return current.kill();
    callOff();
    ports.onState('connected');
  };

  const mourn = () => {
    child = null;
    callOff();
    if (onEnd !== null) return onEnd();
    deathsAtMs = [...deathsAtMs, ports.now()].slice(-restartLimit.count - 1);
    const verdict = afterDeath(deathsAtMs);
    ports.onState(verdict === 'stop' ? 'stopped' : 'lost');
    if (verdict !== 'stop') callOff = ports.after(verdict.waitMs, launch);
  };

  const restart = () => {
    deathsAtMs = [];
    if (child === null) {
      callOff();
      return launch();
    }
    onEnd = () => {
      onEnd = null;
      launch();
    };
    ports.onState('lost');
    child.kill();
  };

  const stop = async () => {
    callOff();
    const last = child;
    if (last === null) return;
    const { promise: gone, resolve } = Promise.withResolvers<void>();
    onEnd = resolve;
    last.post({ type: 'stop' });
    callOff = ports.after(stopTimeoutMs, () => last.kill());
    await gone;
  };

  launch();
  return { send: (message, transfer) => child?.post(message, transfer), restart, stop };
}
