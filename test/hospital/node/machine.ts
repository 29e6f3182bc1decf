import { randomUUID } from 'node:crypto';
import type { AcceptedConfig } from './config/validate-config.ts';
import { createLabClock, type LabClock } from './lab-clock.ts';
import { createLabClusters, type LabCluster, type LabClusters } from './lab-cluster.ts';
import type { LabDisk, LabHardware } from './lab-hardware.ts';
import type { LabNetwork, LabNodeOptions, LabProfile, Misbehaviour } from './lab-node-options.ts';
import { createEventLog } from './life/event-log.ts';
import { createServiceTable } from './life/service-table.ts';
import { createKernelLog } from './logs/kernel-log.ts';
import { createLogBook } from './logs/log-book.ts';
import { partitionName } from './logs/partition-name.ts';
import { type NetworkInForce, networkInForce } from './network-in-force.ts';
import { createResourceStore } from './resources/store.ts';

/** Names as the node writes them. */
export type Stage =
  | 'unknown'
  | 'booting'
  | 'installing'
  | 'maintenance'
  | 'running'
  | 'rebooting'
  | 'shutting down'
  | 'resetting';

const DEFAULT_VERSIONS: Readonly<Record<LabProfile, string>> = {
  m12: 'v1.12.11',
  m13: 'v1.13.9',
  cfg13: 'v1.13.9',
  cfg14: 'v1.14.0',
  agent: 'v1.13.9',
  'siderolink-only': 'v1.13.9',
};

/** What a reset or a power cut does not take away: the disks. */
export interface Persisted {
  /** The configuration on the STATE partition. */
  config: AcceptedConfig | null;
  /** Path of the disk that Talos is installed to. */
  systemDisk: string | null;
  hasEtcdData: boolean;
  readonly meta: Map<number, Uint8Array>;
}

/** Why the present run of the machine ends. */
export type PowerAction = 'reboot' | 'reset' | 'shutdown' | 'stop' | 'cut';

/**
 * The state of one simulated machine and its instruments. It decides nothing: `life/` moves it, `services/` and
 * `resources/` show it. Whoever changes a field calls `changed()`.
 */
export class Machine {
  readonly options: LabNodeOptions;
  readonly clock: LabClock;
  readonly clusters: LabClusters;
  readonly talosVersion: string;
  /** 13 of v1.13.9. */
  readonly minor: number;
  /** Names the machine to its cluster; made anew by each installation in reality. */
  readonly machineId = randomUUID();
  readonly kernel = createKernelLog();
  readonly events = createEventLog();
  readonly logs = createLogBook();
  readonly store = createResourceStore();
  readonly services = createServiceTable({
    events: this.events,
    kernel: this.kernel,
    changed: () => this.changed(),
  });

  /** The box itself; another one may be put in its place while it is off. */
  hardware: LabHardware;
  /** The serial number on the sticker of the box. */
  label: string;
  /** The box that comes into the place of this one as soon as its plug is pulled. */
  nextBox: LabHardware | null = null;
  /** What DHCP gives it now, and at which address it therefore listens. */
  lease: { readonly address: string; readonly network: LabNetwork };
  /** Has its address, but whoever asks there reaches another machine that has it too. */
  isShadowed = false;
  habits: Misbehaviour;
  stage: Stage = 'unknown';
  /** The configuration in force; null or partial in maintenance. */
  active: AcceptedConfig | null = null;
  readonly persisted: Persisted = { config: null, systemDisk: null, hasEtcdData: false, meta: new Map() };
  etcd: 'absent' | 'waiting' | 'running' = 'absent';
  isKubernetesReady = false;
  isTimeSynced = false;
  readonly dnsHealth = new Map<string, boolean>();
  /** Serial numbers of disks that stopped answering. */
  readonly lostDisks = new Set<string>();
  /** Devices (without /dev/) that were wiped since they left the factory. */
  readonly wiped = new Set<string>();
  isApplying = false;
  /** False for a configuration on trial, which the disk never sees. */
  keepsConfig = true;
  /** Ends the wait after which a configuration on trial is taken back. */
  trial: AbortController | null = null;
  /** Who asked for the present power action. */
  actorId = '';
  bootedAtMs = Date.now();
  address: string;
  port: number;
  fingerprint = '';
  isListening = false;
  /** The first start takes no time: the hospital opens with its machines running. */
  isHurried = true;
  /** Called after each change; set by whoever publishes. */
  onChange: () => void = () => undefined;
  /** Opens, closes or moves the port as the state now says; set by whoever owns the door. */
  adjustDoor: () => Promise<void> = () => Promise.resolve();
  /** Shows a new certificate of the same authority to whoever comes from now on; set by whoever owns the door. */
  renewCertificate: () => Promise<void> = () => Promise.resolve();

  /** Switched off at the button or by Shutdown; someone has to switch it on. */
  isOff = false;

  private readonly watchers = new Set<() => void>();
  private power = new AbortController();
  private readonly end = new AbortController();

  constructor(options: LabNodeOptions) {
    this.options = options;
    this.clock = createLabClock(options.timeScale ?? 10);
    this.clusters = options.clusters ?? createLabClusters();
    this.talosVersion = options.talosVersion ?? DEFAULT_VERSIONS[options.profile];
    this.minor = Number(/^v\d+\.(\d+)\./.exec(this.talosVersion)?.[1] ?? 13);
    this.hardware = options.hardware;
    this.label = options.label ?? options.hardware.serial;
    this.lease = { address: options.address, network: options.network };
    this.habits = options.misbehave ?? {};
    this.address = options.address;
    this.port = options.port ?? 50000;
  }

  /** Whether the node knows what it is: then it demands client certificates. */
  get isConfigured(): boolean {
    return this.active !== null && this.active.settings.role !== null;
  }

  get role(): 'controlplane' | 'worker' | null {
    return this.active?.settings.role ?? null;
  }

  get network(): NetworkInForce {
    return networkInForce(this.hardware, this.lease.network, this.active?.settings ?? null);
  }

  get disks(): readonly LabDisk[] {
    return this.hardware.disks
      .filter(({ serial }) => !this.lostDisks.has(serial))
      .map((disk) => ({ ...disk, partitions: this.partitionsOf(disk) }));
  }

  private partitionsOf({ path, partitions }: LabDisk): LabDisk['partitions'] {
    const name = path.replace('/dev/', '');
    if (this.wiped.has(name)) return [];
    return partitions.filter(({ index }) => !this.wiped.has(partitionName(name, index)));
  }

  /** The cluster of the configuration in force; null while there is none. */
  get cluster(): LabCluster | null {
    const crt = this.active?.settings.machineCa.crt || this.active?.settings.acceptedCas[0];
    return crt ? this.clusters.of(Buffer.from(crt, 'base64').toString('utf8')) : null;
  }

  /** Aborts when the present run ends; the reason is a PowerAction. */
  get runSignal(): AbortSignal {
    return this.power.signal;
  }

  /** Aborts when the simulation of this machine ends for good. */
  get stopSignal(): AbortSignal {
    return this.end.signal;
  }

  /** Begins a run; the signal of the last one has aborted. */
  beginRun(): void {
    if (this.power.signal.aborted) this.power = new AbortController();
  }

  endRun(action: PowerAction): void {
    this.power.abort(action);
    if (action === 'stop') this.end.abort(action);
  }

  changed(): void {
    this.onChange();
    for (const watcher of [...this.watchers]) watcher();
  }

  /** Gives the function that ends it. */
  watch(listener: () => void): () => void {
    this.watchers.add(listener);
    return () => this.watchers.delete(listener);
  }

  /** Resolves when the predicate holds, at once or after a change; rejects with the signal's reason. */
  until(predicate: () => boolean, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const finish = (settle: () => void) => {
        unwatch();
        signal.removeEventListener('abort', abort);
        settle();
      };
      const check = () => {
        if (predicate()) finish(resolve);
      };
      const abort = () => finish(() => reject(signal.reason));
      const unwatch = this.watch(check);
      signal.addEventListener('abort', abort, { once: true });
      if (signal.aborted) abort();
      else check();
    });
  }

  /** Lets nominal seconds of the present run go by. */
  async pass(nominalSeconds: number): Promise<void> {
    this.runSignal.throwIfAborted();
    if (!this.isHurried) await this.clock.pass(nominalSeconds, this.runSignal);
  }
}
