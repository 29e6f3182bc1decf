import { isPlain, type Plain, plainAt } from '../config/dig.ts';
import type { AcceptedConfig } from '../config/validate-config.ts';
import type { Machine } from '../machine.ts';

/** What 1.13 takes without a reboot: these parts of `machine` and its `features`, and all of `cluster`. */
const IMMEDIATE = new Set(
  (
    'ca acceptedCAs time certSANs install network sysfs sysctls logging controlPlane kubelet kernel registries pods ' +
    'seccompProfiles nodeAnnotations nodeLabels nodeTaints'
  ).split(' '),
);
const IMMEDIATE_FEATURES = new Set(
  'kubernetesTalosAPIAccess kubePrism hostDNS imageCache nodeAddressSortAlgorithm'.split(' '),
);

/** Time for the answer to leave before the node goes down. */
const LAST_ANSWER_MS = 50;

/** Whether the step from one configuration to the other touches what only a start reads. */
export function needsReboot(from: AcceptedConfig | null, to: AcceptedConfig): boolean {
  return JSON.stringify(slowParts(from?.config.main ?? null)) !== JSON.stringify(slowParts(to.config.main));
}

function slowParts(main: Plain | null): unknown {
  const machine = plainAt(main, 'machine');
  const features = plainAt(machine, 'features');
  const rest = Object.entries(machine).filter(([key]) => !IMMEDIATE.has(key) && key !== 'features');
  const slowFeatures = Object.entries(features).filter(([key]) => !IMMEDIATE_FEATURES.has(key));
  return [sorted(Object.fromEntries(rest)), sorted(Object.fromEntries(slowFeatures))];
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isPlain(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

/** Keeps the configuration, and lets it count now or from the next start on. */
export function putInForce(machine: Machine, accepted: AcceptedConfig, withReboot: boolean): void {
  machine.keepsConfig = true;
  if (machine.persisted.systemDisk !== null) machine.persisted.config = accepted;
  if (withReboot) {
    setTimeout(() => machine.endRun('reboot'), LAST_ANSWER_MS);
    return;
  }
  machine.active = accepted;
  machine.changed();
  void machine.adjustDoor();
}

/** Lets it count for a while; then the one before it counts again, unless another was applied meanwhile. */
export function tryInForce(machine: Machine, accepted: AcceptedConfig, nominalSeconds: number): void {
  machine.trial?.abort();
  const trial = new AbortController();
  machine.trial = trial;
  const before = machine.active;
  machine.keepsConfig = false;
  machine.active = accepted;
  machine.changed();
  void machine.adjustDoor();
  if (before === null) return;
  const ends = AbortSignal.any([trial.signal, machine.runSignal]);
  machine.clock.pass(nominalSeconds, ends).then(
    () => {
      machine.kernel.talos('configuration is reverted after the try mode timeout');
      machine.active = before;
      machine.changed();
      void machine.adjustDoor();
    },
    // Confirmed by another apply, or the machine went down, which forgets the trial anyway.
    () => undefined,
  );
}
