import { type BundlesFailureFacts, bundlesFailureCodes } from './bundles-failures.ts';
import { type ChecksFailureFacts, checksFailureCodes } from './checks-failures.ts';
import { type DiscoveryFailureFacts, discoveryFailureCodes } from './discovery-failures.ts';
import { type EngineFailureFacts, engineFailureCodes } from './engine-failures.ts';
import { type ProvisioningFailureFacts, provisioningFailureCodes } from './provisioning-failures.ts';
import { type SerialFailureFacts, serialFailureCodes } from './serial-failures.ts';
import { type SitesFailureFacts, sitesFailureCodes } from './sites-failures.ts';
import { type SyncFailureFacts, syncFailureCodes } from './sync-failures.ts';

/** Every failure a person can meet in ordinary use, with the facts that its message needs. */
export type FailureFacts = EngineFailureFacts &
  SitesFailureFacts &
  DiscoveryFailureFacts &
  ProvisioningFailureFacts &
  ChecksFailureFacts &
  BundlesFailureFacts &
  SerialFailureFacts &
  SyncFailureFacts;

export type FailureCode = keyof FailureFacts;

/** One failure as data: it crosses processes, is stored, and gets words only where it is shown. */
export type Failure = {
  readonly [C in FailureCode]: { readonly code: C; readonly facts: FailureFacts[C] };
}[FailureCode];

/** The short code that a person reads out on the phone, one per failure, never reused. */
export const failureCodes: { readonly [C in FailureCode]: string } = {
  ...engineFailureCodes,
  ...sitesFailureCodes,
  ...discoveryFailureCodes,
  ...provisioningFailureCodes,
  ...checksFailureCodes,
  ...bundlesFailureCodes,
  ...serialFailureCodes,
  ...syncFailureCodes,
};

/** Thrown where a failure is expected. Anything else that is thrown is a bug. */
export class FailureError extends Error {
  readonly failure: Failure;
  constructor(failure: Failure, options?: ErrorOptions) {
    super(`${failureCodes[failure.code]} ${failure.code}`, options);
    this.name = 'FailureError';
    this.failure = failure;
  }
}

/** A `FailureError` ready to throw: `throw failed('node-unreachable', { address }, cause)`. */
export function failed<C extends FailureCode>(
  code: C,
  facts: FailureFacts[C],
  cause?: unknown,
): FailureError {
  // The pair is right by the signature; the compiler cannot follow a union over its own key.
  const failure = { code, facts } as Extract<Failure, { code: C }>;
  return new FailureError(failure, cause === undefined ? undefined : { cause });
}
