import { PULL_LIMIT_OPS } from '../../shared/console/console-contract.ts';
import type { Enrolment } from '../../shared/domain/sites/pack.ts';
import type { ConsoleReply } from '../../shared/domain/sync/console-problem.ts';
import type { SyncEffect, SyncEvent, Trouble } from '../../shared/domain/sync/sync-state.ts';
import type { Clock } from '../ports.ts';
import type { DeviceKey } from '../security/device-key.ts';
import type { CallOptions, ConsoleLine } from './console-line.ts';
import type { OpLogStore } from './op-log-store.ts';
import { pushRequest } from './push-request.ts';

/** Without a byte for so long a connection is taken for dead, whatever its own timeouts say. */
export const STALL_AFTER_MS = 60_000;

export type CallEffect = Extract<SyncEffect, { do: 'hello' | 'push' | 'pull' }>;

export interface CallPorts {
  readonly clock: Clock;
  readonly store: Pick<OpLogStore, 'find'>;
  readonly line: ConsoleLine;
  deviceKey(deviceId: string): DeviceKey;
}

/** What surrounds one call. `trouble` is asked when something went wrong, for the time and the dice of then. */
export interface CallSetting {
  readonly enrolment: Enrolment;
  readonly signal: AbortSignal;
  trouble(): Trouble;
}

/**
 * Makes one call under the watchdog and returns what the machine is told of it. Throws the signal's reason when it
 * was given up, and our own mistakes.
 */
export async function callConsole(
  ports: CallPorts,
  effect: CallEffect,
  setting: CallSetting,
): Promise<SyncEvent> {
  const { call } = effect;
  const ended = new AbortController();
  let movements = 0;
  const options = { signal: setting.signal, onProgress: () => void movements++ };
  try {
    const reply = await Promise.race([
      ask(ports, effect, { setting, options }),
      stalled(ports.clock, () => movements, AbortSignal.any([setting.signal, ended.signal])),
    ]);
    if (reply === 'stalled') return { type: 'stalled', call, ...setting.trouble() };
    return reply.ok ? reply.value : { type: 'problem', call, problem: reply.problem, ...setting.trouble() };
  } finally {
    ended.abort();
  }
}

/** Counts movements and not time: a laptop that sleeps or a clock that jumps proves nothing about the line. */
async function stalled(clock: Clock, movements: () => number, signal: AbortSignal): Promise<'stalled'> {
  for (let seen = -1; seen !== movements(); ) {
    seen = movements();
    await clock.wait(STALL_AFTER_MS, signal);
  }
  return 'stalled';
}

interface Asking {
  readonly setting: CallSetting;
  readonly options: CallOptions;
}

async function ask(ports: CallPorts, effect: CallEffect, asking: Asking): Promise<ConsoleReply<SyncEvent>> {
  switch (effect.do) {
    case 'hello':
      return hello(ports, effect.call, asking);
    case 'push':
      return push(ports, effect, asking);
    case 'pull':
      return pull(ports, effect, asking);
  }
}

async function hello(
  { clock, line }: CallPorts,
  call: number,
  { setting, options }: Asking,
): Promise<ConsoleReply<SyncEvent>> {
  const askedAtMs = clock.now();
  const reply = await line.hello(options);
  if (!reply.ok) return reply;
  const { region: found, protocol, serverTime } = reply.value;
  const { region } = setting.enrolment;
  const times = { askedAtMs, atMs: clock.now(), serverTimeMs: Date.parse(serverTime) };
  return { ok: true, value: { type: 'greeted', call, region, found, protocol, ...times } };
}

async function push(
  { store, line, deviceKey }: CallPorts,
  { call, opIds }: Extract<CallEffect, { do: 'push' }>,
  { setting, options }: Asking,
): Promise<ConsoleReply<SyncEvent>> {
  const ops = opIds.map((opId) => store.find(opId)).filter((op) => op !== null);
  const key = deviceKey(setting.enrolment.device.id);
  const reply = await line.push(pushRequest(ops, setting.enrolment, key), options);
  return reply.ok ? { ok: true, value: { type: 'pushed', call, verdicts: reply.value.verdicts } } : reply;
}

async function pull(
  { line }: CallPorts,
  { call, site, cursor }: Extract<CallEffect, { do: 'pull' }>,
  { setting, options }: Asking,
): Promise<ConsoleReply<SyncEvent>> {
  const device = setting.enrolment.device.id;
  const reply = await line.pull({ device, site, cursor, limit: PULL_LIMIT_OPS }, options);
  if (!reply.ok) return reply;
  return { ok: true, value: { type: 'pulled', call, page: reply.value, ...setting.trouble() } };
}
