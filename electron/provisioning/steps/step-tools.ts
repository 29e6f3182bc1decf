import type { ProvisionWait } from '../../../shared/domain/provisioning/flow-view.ts';
import type { ProvisionFlow, StepEvent } from '../../../shared/domain/provisioning/provision-flow.ts';
import type { StepLimits } from '../../../shared/domain/provisioning/step-limits.ts';
import type { ProvisioningPorts } from '../ports.ts';

/** What a step works with. Its journal entry was written before it was given these. */
export interface StepTools extends Pick<ProvisioningPorts, 'clock' | 'links' | 'book' | 'site' | 'platform'> {
  readonly limits: StepLimits;
  /** Ends when the engine stops; the flow then stays where it is. */
  readonly signal: AbortSignal;
  /** Shows a line that the node reported. */
  say(text: string): void;
  /** Shows what the step is waiting for; null when it works. */
  waitFor(wait: ProvisionWait | null): void;
  /** Writes down that something is about to happen, before it happens. */
  note(event: StepEvent): void;
  /** The flows of this site as they stand now, of other nodes too. */
  flows(): readonly ProvisionFlow[];
}
