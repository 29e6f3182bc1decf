import { createHash } from 'node:crypto';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import type { NodeEvent } from '../../../electron/nodes/node-link.ts';
import type { Clock } from '../../../electron/ports.ts';
import { failed } from '../../../shared/failure/failure.ts';

/** A disk as the fake node's resources tell it. */
export interface FakeDisk {
  readonly devPath: string;
  readonly serial: string;
  readonly sizeBytes: number;
  readonly transport: string;
  readonly readonly?: boolean;
  /** File systems of an earlier life. */
  readonly oldData?: readonly string[];
}

export interface FakeMachineOptions {
  /** Where it waits; its config may move it. */
  readonly address: string;
  readonly port: number;
  readonly serial: string;
  readonly uuid: string;
  readonly talosVersion: string;
  readonly disks: readonly FakeDisk[];
}

/** How a fake node misbehaves; switchable while it runs. */
export interface FakeHabits {
  closed?: boolean;
  garbage?: boolean;
  hugeAnswers?: boolean;
  newCertificateEachConnection?: boolean;
  refuseConfig?: string | null;
  /** The disk with this serial number is gone after the next dry run. */
  diskDisappears?: string | null;
  /** The config is taken, or not, and the connection breaks before the answer. */
  loseApplyAnswer?: 'taken' | 'lost' | null;
  installFails?: boolean;
  stuckAfterReboot?: boolean;
  timeNotInSync?: boolean;
  neverReady?: boolean;
}

/** What the node does now, and since when. */
export type FakePhase = 'maintenance' | 'leaving' | 'installing' | 'restarting' | 'booting' | 'running';

/** Milliseconds after the apply at which each phase begins. A tenth of a small server's. */
export const fakeTimeline = {
  leaving: 1_000,
  installing: 2_000,
  restarting: 30_000,
  booting: 60_000,
  running: 70_000,
} as const;
/** From the bootstrap to an etcd that runs, and to ready. */
export const FAKE_ETCD_AFTER_MS = 5_000;
export const FAKE_READY_AFTER_MS = 20_000;

const configSchema = z.object({
  version: z.literal('v1alpha1'),
  machine: z.object({
    type: z.enum(['controlplane', 'worker']),
    token: z.string().min(1),
    ca: z.object({ crt: z.string().min(1) }),
    install: z.object({ disk: z.string().min(1) }),
  }),
});

/** One machine: it takes a config, installs, restarts, and becomes a member of a cluster. Time is the clock's. */
export class FakeMachine {
  readonly habits: FakeHabits = {};
  /** Configs that it took, in order. */
  readonly taken: string[] = [];
  bootstraps = 0;
  private disks: readonly FakeDisk[];
  private appliedAtMs: number | null = null;
  private bootstrappedAtMs: number | null = null;
  private settings: z.infer<typeof configSchema> | null = null;
  private movedTo: string | null = null;
  private starts = 0;
  private readonly clock: Clock;
  private readonly isClusterUp: () => boolean;
  readonly options: FakeMachineOptions;

  constructor(options: FakeMachineOptions, clock: Clock, isClusterUp: () => boolean) {
    this.options = options;
    this.clock = clock;
    this.isClusterUp = isClusterUp;
    this.disks = options.disks;
  }

  get phase(): FakePhase {
    if (this.appliedAtMs === null) return 'maintenance';
    const sinceMs = this.clock.now() - this.appliedAtMs;
    if (sinceMs < fakeTimeline.leaving) return 'maintenance';
    if (sinceMs < fakeTimeline.installing) return 'leaving';
    if (sinceMs < fakeTimeline.restarting) return 'installing';
    const disk = this.settings?.machine.install.disk;
    const hasDisk = this.disks.some(({ devPath }) => devPath === disk);
    if (this.habits.installFails === true || !hasDisk) return this.failInstallation();
    if (sinceMs < fakeTimeline.booting || this.habits.stuckAfterReboot === true) return 'restarting';
    if (sinceMs < fakeTimeline.running) return 'booting';
    // The boot sequence of a control plane ends with its etcd, and that waits for the bootstrap.
    return this.role === 'worker' || this.isEtcdUp ? 'running' : 'booting';
  }
  private get isEtcdUp(): boolean {
    const { bootstrappedAtMs } = this;
    return bootstrappedAtMs !== null && this.clock.now() - bootstrappedAtMs >= FAKE_ETCD_AFTER_MS;
  }
  private failInstallation(): FakePhase {
    this.appliedAtMs = null;
    this.settings = null;
    this.movedTo = null;
    this.starts += 1;
    return 'maintenance';
  }
  get role(): 'controlplane' | 'worker' | null {
    return this.settings?.machine.type ?? null;
  }
  /** Counts what breaks every connection: leaving maintenance, a restart. */
  get epoch(): string {
    const { phase } = this;
    const part = phase === 'booting' || phase === 'running' ? 'second' : phase;
    return `${this.starts} ${part}`;
  }
  get address(): string {
    return this.isConfigured && this.movedTo !== null ? this.movedTo : this.options.address;
  }
  get isConfigured(): boolean {
    return this.phase !== 'maintenance';
  }
  get isListening(): boolean {
    if (this.habits.closed === true) return false;
    const { phase } = this;
    if (phase === 'leaving' || phase === 'restarting') return false;
    // A worker gets its certificate from a control plane.
    return phase === 'maintenance' || this.role === 'controlplane' || this.isClusterUp();
  }
  fingerprint(connection: number): string {
    const part = this.habits.newCertificateEachConnection === true ? `${connection}` : '';
    const mode = this.isConfigured ? 'configured' : `maintenance ${this.starts}`;
    return createHash('sha256').update(`${this.options.serial} ${mode} ${part}`).digest('base64');
  }
  /** The authority that signed what it shows, as PEM; null in maintenance, where nobody can know it. */
  get authority(): string | null {
    if (!this.isConfigured || this.settings === null) return null;
    return Buffer.from(this.settings.machine.ca.crt, 'base64').toString('utf8');
  }
  get isBootstrapped(): boolean {
    return this.bootstrappedAtMs !== null;
  }
  get stage(): string {
    const { phase } = this;
    return phase === 'leaving' ? 'installing' : phase === 'restarting' ? 'rebooting' : phase;
  }
  get isReady(): boolean {
    if (this.phase !== 'running' || this.habits.neverReady === true) return false;
    if (this.role === 'worker') return this.isClusterUp();
    const sinceMs = this.bootstrappedAtMs === null ? 0 : this.clock.now() - this.bootstrappedAtMs;
    return this.bootstrappedAtMs !== null && sinceMs >= FAKE_READY_AFTER_MS;
  }
  get unmet(): readonly { readonly name: string; readonly reason: string }[] {
    return this.isReady ? [] : [{ name: 'services', reason: 'etcd not healthy' }];
  }
  get listedDisks(): readonly FakeDisk[] {
    return this.disks;
  }

  /** Takes or rehearses a config as a maintenance node does. Throws `node-refused-config`, `node-unreachable`. */
  apply(config: string, dryRun: boolean): { readonly text: string; readonly warnings: readonly string[] } {
    const { address } = this;
    const refuse = (detail: string) => failed('node-refused-config', { node: address, detail });
    if (this.habits.refuseConfig) throw refuse(this.habits.refuseConfig);
    if (this.appliedAtMs !== null) throw refuse('another apply configuration is already in progress');
    const settings = this.judge(config, refuse);
    if (dryRun) {
      this.loseDisk();
      const diff = config.replaceAll(/^/gm, '+');
      return { text: `Dry run summary:\nConfig diff:\n${diff}`, warnings: [] };
    }
    const { loseApplyAnswer } = this.habits;
    if (loseApplyAnswer !== 'lost') this.take(config, settings);
    if (loseApplyAnswer) throw failed('node-unreachable', { address });
    return { text: 'Applied configuration without a reboot', warnings: [] };
  }
  private judge(config: string, refuse: (detail: string) => Error): z.infer<typeof configSchema> {
    const documents = parseAllDocuments(config);
    const main = configSchema.safeParse(Array.isArray(documents) ? documents[0]?.toJS() : null);
    if (!main.success) throw refuse(`machine.${main.error.issues[0]?.path.join('.')} is not valid`);
    const link = Array.isArray(documents)
      ? documents.map((document) => document.toJS()).find((each) => each?.kind === 'LinkConfig')
      : null;
    const prefix = z.object({ addresses: z.tuple([z.object({ address: z.string() })]) }).safeParse(link);
    this.movedTo = prefix.data?.addresses[0].address.split('/')[0] ?? null;
    return main.data;
  }
  private take(config: string, settings: z.infer<typeof configSchema>): void {
    this.taken.push(config);
    this.settings = settings;
    this.appliedAtMs = this.clock.now();
  }
  private loseDisk(): void {
    const { diskDisappears } = this.habits;
    if (diskDisappears) this.disks = this.disks.filter(({ serial }) => serial !== diskDisappears);
  }

  /** Takes the place that another machine's config gave it: somebody mixed up the two. */
  becomeLike(other: FakeMachine): void {
    this.settings = other.settings;
    this.movedTo = other.movedTo;
    this.appliedAtMs = other.appliedAtMs;
  }

  bootstrap():
    | { readonly result: 'done' | 'already' }
    | { readonly result: 'not-yet'; readonly reason: string } {
    if (this.role !== 'controlplane') {
      const detail = 'bootstrap is only available on control plane nodes';
      throw failed('node-refused-us', { address: this.address, detail });
    }
    if (this.bootstrappedAtMs !== null) return { result: 'already' };
    if (this.habits.timeNotInSync === true) return { result: 'not-yet', reason: 'time is not in sync yet' };
    const sinceMs = this.clock.now() - (this.appliedAtMs ?? 0);
    if (this.phase !== 'booting' || sinceMs < fakeTimeline.running) {
      return { result: 'not-yet', reason: 'bootstrap is not available yet' };
    }
    this.bootstraps += 1;
    this.bootstrappedAtMs = this.clock.now();
    return { result: 'done' };
  }

  /** What it has said since its newest start, with the time of each. */
  events(): readonly { readonly atMs: number; readonly event: NodeEvent }[] {
    const startMs = this.appliedAtMs ?? 0;
    const story: readonly (readonly [number, NodeEvent['kind'], string, FakePhase])[] = [
      [fakeTimeline.installing, 'sequence', 'install sequence start', 'installing'],
      [fakeTimeline.installing + 5_000, 'task', 'task install start', 'installing'],
      [fakeTimeline.restarting - 1_000, 'phase', 'phase reboot start', 'installing'],
      [fakeTimeline.booting, 'sequence', 'boot sequence start', 'booting'],
      [fakeTimeline.running, 'machine', 'machine is running', 'booting'],
    ];
    const isSecond = this.phase === 'booting' || this.phase === 'running';
    return story
      .filter(([, , , phase]) => this.appliedAtMs !== null && (phase === 'booting') === isSecond)
      .map(([offsetMs, kind, text]) => ({
        atMs: startMs + offsetMs,
        event: { id: `${this.options.serial} ${offsetMs}`, kind, text },
      }));
  }
}
