import { parseMachineConfig } from './config/parse-config.ts';
import { validateConfig } from './config/validate-config.ts';
import { labMachineConfig, labSite } from './config/write-config.ts';
import { accessInterceptor } from './gate/access.ts';
import { createCallHandler } from './gate/call-handler.ts';
import { misbehaviourInterceptor } from './gate/misbehave.ts';
import { routingInterceptor } from './gate/routing.ts';
import type { LabNodeOptions, Misbehaviour } from './lab-node-options.ts';
import { createNodeDoor, isKeptShut } from './life/door.ts';
import { type MixUps, mixUpsOf } from './life/mix-ups.ts';
import { runMachine } from './life/run-machine.ts';
import { Machine, type Stage } from './machine.ts';
import { machineStatus, type UnmetCondition } from './machine-status.ts';
import { keepPublished } from './resources/publish.ts';
import { nodeRoutes } from './services/routes.ts';
import { createAuthority } from './tls/authority.ts';

/** How long the first start may take before the node is handed out as it is. */
const FIRST_START_MS = 1500;

/** The node from outside: what a person in front of it could know. */
export interface LabNodeState {
  readonly stage: Stage;
  readonly isReady: boolean;
  readonly unmet: readonly UnmetCondition[];
  readonly isConfigured: boolean;
  readonly role: 'controlplane' | 'worker' | null;
  readonly hostname: string;
  readonly address: string;
  readonly isListening: boolean;
  /** `waiting`: a control plane that is up and wants its bootstrap. */
  readonly etcd: 'absent' | 'waiting' | 'running';
  readonly isBootstrapped: boolean;
  readonly systemDisk: string | null;
  readonly fingerprint: string;
  readonly habits: Misbehaviour;
}

/** What the node announces as `_rounds-node._tcp.local`. */
export interface Beacon {
  readonly instance: string;
  readonly hostname: string;
  readonly port: number;
  readonly txt: Readonly<Record<string, string>>;
}

/** One simulated lab node. */
export interface LabNode extends MixUps {
  readonly name: string;
  /** Where it listens now; a configuration can move it. */
  readonly address: string;
  readonly port: number;
  /** The serial number on the sticker of the box. */
  readonly label: string;
  state(): LabNodeState;
  /** Base64 SHA-256 of the public key it shows, or showed last. */
  fingerprint(): string;
  /** What stands on its console since it was first switched on. */
  consoleLines(): readonly string[];
  /** Lines from now on; gives the function that ends it. */
  onConsoleLine(listener: (line: string) => void): () => void;
  /** After each change; gives the function that ends it. */
  onChange(listener: (state: LabNodeState) => void): () => void;
  /** Rejects with an Error that tells the last state. */
  until(predicate: (state: LabNodeState) => boolean, timeoutMs: number): Promise<LabNodeState>;
  /** null while it is silent: switched off, between two starts, or with its port closed. */
  beacon(): Beacon | null;
  /** Replaces all habits; `{}` makes it a good node. */
  misbehave(habits: Misbehaviour): Promise<void>;
  /** Pulls the plug and puts it back; also switches on a node that was shut down. */
  powerCycle(): void;
  stop(): Promise<void>;
}

/** Switches a node on; resolves when it has come to rest (maintenance, or running). */
export async function startLabNode(options: LabNodeOptions): Promise<LabNode> {
  const machine = new Machine(options);
  keepPublished(machine);
  if (options.profile === 'cfg13' || options.profile === 'cfg14') configureFromStart(machine);
  const handle = createCallHandler({
    routes: nodeRoutes(machine),
    interceptors: [misbehaviourInterceptor(machine), accessInterceptor(machine), routingInterceptor(machine)],
    log: (line) => machine.logs.write('apid', line),
  });
  const door = createNodeDoor(machine, handle);
  machine.adjustDoor = door.adjust;
  machine.renewCertificate = door.renew;
  machine.isShadowed = options.isShadowed ?? false;
  const life = runMachine(machine, door);
  await Promise.race([firstRest(machine), life]);
  machine.isHurried = false;
  return labNode(machine, life);
}

function labNode(machine: Machine, life: Promise<void>): LabNode {
  return {
    name: machine.options.name,
    get address() {
      return machine.address;
    },
    get port() {
      return machine.port;
    },
    get label() {
      return machine.label;
    },
    ...mixUpsOf(machine),
    state: () => stateOf(machine),
    fingerprint: () => machine.fingerprint,
    consoleLines: () => machine.kernel.console(),
    onConsoleLine(listener) {
      const end = new AbortController();
      void (async () => {
        for await (const line of machine.kernel.consoleLive.subscribe(end.signal)) listener(line);
      })();
      return () => end.abort();
    },
    onChange: (listener) => machine.watch(() => listener(stateOf(machine))),
    async until(predicate, timeoutMs) {
      await machine
        .until(() => predicate(stateOf(machine)), AbortSignal.timeout(timeoutMs))
        .catch((cause: unknown) => {
          const message = `${machine.options.name} did not get there in ${timeoutMs} ms: ${JSON.stringify(stateOf(machine))}`;
          throw new Error(message, { cause });
        });
      return stateOf(machine);
    },
    beacon: () => beaconOf(machine),
    async misbehave(habits) {
      machine.habits = habits;
      machine.changed();
      await machine.adjustDoor();
    },
    powerCycle() {
      machine.isOff = false;
      machine.endRun('reboot');
      machine.changed();
    },
    async stop() {
      machine.endRun('stop');
      await life;
    },
  };
}

function stateOf(machine: Machine): LabNodeState {
  const { isReady, unmet } = machineStatus(machine);
  return {
    stage: machine.stage,
    isReady: isReady && machine.stage === 'running',
    unmet,
    isConfigured: machine.isConfigured,
    role: machine.role,
    hostname: machine.network.hostname,
    address: machine.address,
    isListening: machine.isListening,
    etcd: machine.etcd,
    isBootstrapped: machine.persisted.hasEtcdData,
    systemDisk: machine.persisted.systemDisk,
    fingerprint: machine.fingerprint,
    habits: machine.habits,
  };
}

function beaconOf(machine: Machine): Beacon | null {
  const isSilent = machine.habits.closed === true || !['maintenance', 'running'].includes(machine.stage);
  // What is closed by design, or has its address taken by another, still announces itself.
  if (!machine.isListening && (isSilent || !isKeptShut(machine))) return null;
  const isOverlaid = machine.options.profile === 'siderolink-only';
  const { uuid, serial } = machine.hardware;
  return {
    instance: `lab node ${serial}`,
    hostname: `${machine.network.hostname}.local`,
    port: machine.port,
    txt: {
      id: uuid,
      stage: machine.stage,
      ver: machine.talosVersion,
      ...(isOverlaid ? { siderolink: '1' } : { fp: machine.fingerprint.slice(0, 16) }),
      role: machine.role ?? 'none',
    },
  };
}

/** A machine that somebody set up before the story begins: installed, and its etcd bootstrapped. */
function configureFromStart(machine: Machine): void {
  const { site, network, hardware, address } = machine.options;
  const disk = hardware.disks.find(({ readonly }) => !readonly);
  if (!disk) throw new Error(`${machine.options.name} has no disk to be installed on`);
  const role = site?.role ?? 'controlplane';
  const made = labSite(
    site?.clusterName ?? 'elsewhere',
    `https://${address}:6443`,
    site?.ca ?? createAuthority(),
  );
  const text =
    site?.machineConfig ??
    labMachineConfig(made, { role, hostname: network.hostname, install: { disk: disk.path } });
  const config = parseMachineConfig(Buffer.from(text, 'utf8'), machine.minor);
  machine.persisted.config = validateConfig(config, machine.minor, null);
  machine.persisted.systemDisk = disk.path;
  machine.persisted.hasEtcdData = true;
}

async function firstRest(machine: Machine): Promise<void> {
  const isAtRest = () =>
    (machine.isListening || isKeptShut(machine)) &&
    (machine.stage === 'maintenance' || machine.isKubernetesReady);
  // A node that misbehaves from the start may never come to rest; then it is handed out as it is.
  await machine.until(isAtRest, AbortSignal.timeout(FIRST_START_MS)).catch(() => undefined);
}
