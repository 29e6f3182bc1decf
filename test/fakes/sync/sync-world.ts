/**
 * A small world for the sync machine: a laptop with its storage, the console, and a line between them that loses,
 * repeats, refuses and stalls. Everything happens at once and in order, so that a story is the same each time.
 */
import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { deviceKeyOf } from '../../../electron/security/device-key.ts';
import { createOpLog } from '../../../electron/sync/op-log.ts';
import { pushRequest } from '../../../electron/sync/push-request.ts';
import { isStorageEffect, runStorageEffect } from '../../../electron/sync/storage-effects.ts';
import type { ConsoleProblem, ConsoleReply } from '../../../shared/domain/sync/console-problem.ts';
import type { Op } from '../../../shared/domain/sync/op.ts';
import { type ChainHead, chainFault, emptyChain } from '../../../shared/domain/sync/op-chain.ts';
import { isRunning, openCall, step } from '../../../shared/domain/sync/sync-machine.ts';
import {
  type SyncEffect,
  type SyncEvent,
  type SyncState,
  startState,
} from '../../../shared/domain/sync/sync-state.ts';
import { FailureError } from '../../../shared/failure/failure.ts';
import { someEnrolment } from '../enrolment.ts';
import type { Act, Fate } from './acts.ts';
import { createFakeConsole, type FakeConsole } from './console.ts';
import { createFakeSyncStore, type FakeSyncStore } from './sync-store.ts';

const enrolment = someEnrolment();
const DEV = enrolment.device.id;
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const keyTexts = new Map<string, string>();
const key = deviceKeyOf(
  { read: (name) => keyTexts.get(name) ?? null, save: (name, value) => void keyTexts.set(name, value) },
  DEV,
);

type CallEffect = Extract<SyncEffect, { do: 'hello' | 'push' | 'pull' }>;
/** One story's world. */
export class SyncWorld {
  nowMs = Date.UTC(2026, 10, 22);
  readonly store: FakeSyncStore = createFakeSyncStore();
  readonly console: FakeConsole = createFakeConsole(() => this.nowMs);
  /** Ops that `record` returned: these were promised. */
  readonly promised: Op[] = [];
  state: SyncState = startState;
  flying: CallEffect | null = null;
  timerMs: number | null = null;
  readonly log = createOpLog({
    clock: { now: () => this.nowMs, wait: () => Promise.resolve() },
    store: this.store,
    enrolment: () => enrolment,
  });

  constructor(pageOps: number) {
    this.console.pageOps = pageOps;
  }

  do(one: Act): void {
    switch (one.act) {
      case 'record':
        for (let count = 0; count < one.ops; count++) this.record(`agg:${one.agg}`);
        break;
      case 'wake':
        this.tell({ type: 'wake', by: one.by, atMs: this.nowMs });
        break;
      case 'deliver':
        this.deliver(one.fate);
        break;
      case 'restart':
        this.restart();
        break;
      case 'refuse':
        // Now and then one op of the aggregate, so that others wait behind it.
        this.console.refuses = ({ agg, body }) => agg === `agg:${one.agg}` && Number(body.at) % 3 === 0;
        break;
      case 'readmit':
        this.console.refuses = () => false;
        this.console.readmit();
        break;
      case 'clock':
        this.nowMs = Math.max(0, this.nowMs + one.byMs);
        break;
      case 'room':
        this.store.roomForWrites = one.writes;
        break;
    }
  }

  private record(agg: string): void {
    try {
      this.promised.push(this.log.record({ kind: 'node.found', agg, body: { at: this.promised.length } }));
    } catch (error) {
      // A full disk: nothing was promised, so nothing may be missing.
      if (!(error instanceof FailureError) || error.failure.code !== 'disk-full') throw error;
    }
  }

  /** The process dies: what it knew is gone; a call under way may have arrived. */
  private restart(): void {
    if (this.flying !== null && this.promised.length % 2 === 0) this.ask(this.flying);
    this.flying = null;
    this.timerMs = null;
    this.state = startState;
  }

  tell(event: SyncEvent): void {
    const next = step(this.state, event);
    this.state = next.state;
    for (const effect of next.effects) {
      if (effect.do === 'rebuild') this.flying = null;
      if (effect.do === 'wait') this.timerMs = effect.delayMs;
      if (effect.do === 'hello' || effect.do === 'push' || effect.do === 'pull') this.start(effect);
      if (isStorageEffect(effect) && !this.storage(() => this.runStorage(effect))) return;
    }
  }

  private runStorage(effect: Parameters<typeof runStorageEffect>[0]): void {
    const event = runStorageEffect(effect, { store: this.store, enrolment, atMs: this.nowMs });
    if (event !== null) this.tell(event);
  }

  private start(effect: CallEffect): void {
    const isReady =
      effect.do !== 'push' ||
      this.storage(() =>
        this.store.change(effect.opIds.map((opId) => ({ opId, state: 'sent', seq: null, detail: null }))),
      );
    if (isReady) this.flying = effect;
  }

  /** False when the disk was full: the machine was told and the rest of the step does not happen. */
  private storage(work: () => void): boolean {
    try {
      work();
      return true;
    } catch (error) {
      if (!(error instanceof FailureError)) throw error;
      this.tell({ type: 'hindered', failure: error.failure, ...this.trouble() });
      return false;
    }
  }

  private trouble() {
    return { atMs: this.nowMs, chance: 0.5, url: enrolment.consoleUrl };
  }

  private ask(call: CallEffect): ConsoleReply<SyncEvent> {
    const reply = this.reply(call);
    return reply.ok ? { ok: true, value: reply.value(call.call) } : reply;
  }

  private reply(call: CallEffect): ConsoleReply<(call: number) => SyncEvent> {
    if (call.do === 'hello') {
      const hello = this.console.hello();
      if (!hello.ok) return hello;
      const { region: found, protocol, serverTime } = hello.value;
      const times = { askedAtMs: this.nowMs, atMs: this.nowMs, serverTimeMs: Date.parse(serverTime) };
      return {
        ok: true,
        value: (number) => ({
          type: 'greeted',
          call: number,
          region: enrolment.region,
          found,
          protocol,
          ...times,
        }),
      };
    }
    if (call.do === 'push') {
      const ops = call.opIds.map((opId) => this.store.find(opId)).filter((op) => op !== null);
      const pushed = this.console.push(pushRequest(ops, enrolment, key));
      if (!pushed.ok) return pushed;
      return {
        ok: true,
        value: (number) => ({ type: 'pushed', call: number, verdicts: pushed.value.verdicts }),
      };
    }
    const { site, cursor } = call;
    const page = this.console.pull({ device: DEV, site, cursor, limit: 500 });
    if (!page.ok) return page;
    return {
      ok: true,
      value: (number) => ({ type: 'pulled', call: number, page: page.value, ...this.trouble() }),
    };
  }

  deliver(fate: Fate): void {
    const call = this.flying;
    if (call === null) return;
    this.flying = null;
    const fail = (problem: ConsoleProblem): void =>
      this.tell({ type: 'problem', call: call.call, problem, ...this.trouble() });
    if (typeof fate === 'number') {
      fail({ kind: 'status', status: fate, code: 'x', retryAfterMs: fate === 503 ? 60_000 : null });
      return;
    }
    if (fate === 'lost on the way there') {
      fail({ kind: 'network', detail: 'ECONNREFUSED' });
      return;
    }
    if (fate === 'wrong page' && call.do === 'pull') {
      // A console that claims parity: the cursor moves, the ops do not come.
      const page = { ops: [], nextCursor: call.cursor + 3, more: false };
      this.tell({ type: 'pulled', call: call.call, page, ...this.trouble() });
      return;
    }
    const reply = this.ask(call);
    if (!reply.ok) fail(reply.problem);
    else if (fate === 'lost on the way back') fail({ kind: 'network', detail: 'ECONNRESET' });
    else if (fate === 'stalled') this.tell({ type: 'stalled', call: call.call, ...this.trouble() });
    else {
      this.tell(reply.value);
      if (fate === 'answered twice') this.tell(reply.value);
    }
  }

  private rows() {
    return this.store.ledger({ filter: 'all', offset: 0, limit: 10_000 }).entries;
  }

  /** Numbers as in the list of invariants that the log must keep. */
  assertInvariants(): void {
    const rows = this.rows();
    // 1: what was promised is there, once, unchanged.
    expect(rows.map(({ op }) => op).reverse()).toEqual(this.promised);
    const { kept } = this.console;
    // 2: no op twice, and the site's numbers have no gap.
    expect(new Set(kept.map(({ op }) => op.opId)).size).toBe(kept.length);
    const seqs = kept.flatMap(({ seq }) => (seq === null ? [] : [seq])).sort((one, other) => one - other);
    expect(seqs).toEqual(seqs.map((_, index) => index + 1));
    // 3: what the console holds of this device is a beginning of the laptop's chain.
    let head: ChainHead = emptyChain;
    for (const { op } of kept) {
      expect(chainFault(op, head, sha256)).toBeNull();
      head = op;
    }
    expect(this.promised.slice(0, kept.length).map(({ hash }) => hash)).toEqual(
      kept.map(({ op }) => op.hash),
    );
    // 6: nothing is confirmed that the console cannot prove to hold.
    const held = new Map(
      kept.filter(({ seq }) => seq !== null).map(({ op, seq }) => [op.opId, `${seq} ${op.hash}`]),
    );
    for (const { op, state, seq } of rows) {
      if (state === 'confirmed') expect(held.get(op.opId)).toBe(`${seq} ${op.hash}`);
      if (state === 'refused') expect(kept.some((one) => one.op.opId === op.opId)).toBe(true);
    }
    // A machine that waits for a call has one, and one that waits for time has a time.
    expect(openCall(this.state) === null).toBe(this.flying === null);
    if (this.state.phase.at === 'waiting') expect(this.timerMs).not.toBeNull();
  }

  /** Answers come, and time passes as far as the machine said that it would wait. */
  private goOnAlone(): void {
    if (this.timerMs !== null) {
      expect(this.timerMs).toBeLessThanOrEqual(5 * 60_000);
      this.timerMs = null;
      this.tell({ type: 'wake', by: 'timer', atMs: this.nowMs });
    }
    for (let answers = 0; isRunning(this.state); answers++) {
      expect(answers).toBeLessThan(20 + 4 * this.promised.length);
      this.deliver('answered');
    }
  }

  /** 8: with everything healed, every op gets where it must, within a bounded number of answers. */
  assertLiveness(): void {
    this.store.roomForWrites = null;
    this.goOnAlone();
    expect(['idle', 'stopped']).toContain(this.state.phase.at);
    // What stopped needs a person; what an answer was lost of is offered again by the next run.
    this.tell({ type: 'wake', by: 'person', atMs: this.nowMs });
    this.goOnAlone();
    this.tell({ type: 'wake', by: 'op', atMs: this.nowMs });
    this.goOnAlone();
    this.assertInvariants();
    expect(this.state.phase).toEqual({ at: 'idle' });
    for (const { op, state, detail } of this.rows()) {
      const fate = this.console.kept.find((one) => one.op.opId === op.opId)?.state;
      expect({ fate, state, detail }).toEqual(
        fate === 'applied'
          ? { fate, state: 'confirmed', detail: null }
          : { fate, state: fate === 'refused' ? 'refused' : 'held', detail: expect.any(String) },
      );
    }
  }
}
