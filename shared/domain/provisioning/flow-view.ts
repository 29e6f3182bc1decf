import type { Failure } from '../../failure/failure.ts';

/** The steps a person sees, in order. */
export const provisionSteps = [
  'review',
  'apply',
  'install',
  'reconnect',
  'bootstrap',
  'health',
  'platform',
  'done',
] as const;
export type ProvisionStep = (typeof provisionSteps)[number];

/** What the page shows of one node's provisioning. */
export interface ProvisionView {
  readonly nodeId: string;
  readonly slotId: string;
  readonly label: string;
  readonly at: ProvisionStep | 'stopped';
  /** The step it stopped at, when stopped. */
  readonly stoppedAt: ProvisionStep | null;
  readonly failure: Failure | null;
  readonly planHash: string;
  readonly startedAtMs: number;
  readonly stepStartedAtMs: number;
  readonly endedAtMs: number | null;
  readonly steps: readonly {
    readonly step: ProvisionStep;
    readonly startedAtMs: number;
    readonly tookMs: number | null;
  }[];
  /** The last lines the node itself reported, newest last, at most 200. */
  readonly lines: readonly { readonly atMs: number; readonly text: string }[];
  readonly healthy: boolean;
}
