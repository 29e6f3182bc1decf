import type { ProvisionStep } from './flow-view.ts';

/** How long a step may take before it stops with its reason; time in which the laptop slept does not count. */
export interface StepLimit {
  readonly limitMs: number;
  /** Where the number comes from. */
  readonly because: string;
}

const MINUTE_MS = 60_000;

/** The limits of the steps that wait for something. None is a measured duration: they say when waiting is hopeless. */
export const stepLimits = {
  apply: {
    limitMs: 5 * MINUTE_MS,
    because:
      'one apply may take 60 s; after a lost answer the node is asked again until it leaves maintenance',
  },
  install: {
    limitMs: 15 * MINUTE_MS,
    because: 'an installer image of about 100 MB over a site line of 2 Mbit/s, and writing it',
  },
  reconnect: {
    limitMs: 15 * MINUTE_MS,
    because: 'servers with much memory test it for up to 10 minutes before they boot',
  },
  bootstrap: {
    limitMs: 10 * MINUTE_MS,
    because: 'the node first sets its clock (bootTimeout 2 minutes in our templates) and loads etcd',
  },
  health: {
    limitMs: 15 * MINUTE_MS,
    because: 'Kubernetes images of about 300 MB over a site line, then the static pods',
  },
  platform: {
    limitMs: 20 * MINUTE_MS,
    because: 'Flux and Cilium load their images, then Flux reconciles once (interval up to 10 minutes)',
  },
} as const satisfies Readonly<Partial<Record<ProvisionStep, StepLimit>>>;

export type LimitedStep = keyof typeof stepLimits;
export type StepLimits = { readonly [S in LimitedStep]: Pick<StepLimit, 'limitMs'> };

/** A worker waits this long for its control plane: the time in which one engineer provisions that machine. */
export const CONTROL_PLANE_LIMIT_MS = 60 * MINUTE_MS;
/** Between two looks at a node. One look costs a TLS handshake; a person does not notice 2 s. */
export const LOOK_INTERVAL_MS = 2_000;
/** A port that is closed for this long belongs to a machine that restarts, not to a listener that does. */
export const RESTART_SILENCE_MS = 20_000;
/** An event stream that is silent for this long is left, and the node looked at instead. */
export const EVENT_SILENCE_MS = 30_000;
/** The most that one lap of waiting may count: a lap that took longer was slept through. */
export const LAP_LIMIT_MS = 60_000;
