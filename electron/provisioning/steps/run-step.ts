import type { ActiveFlow, StepEvent } from '../../../shared/domain/provisioning/provision-flow.ts';
import { applyStep } from './apply-step.ts';
import { bootstrapStep } from './bootstrap-step.ts';
import { healthStep } from './health-step.ts';
import { installStep } from './install-step.ts';
import { platformStep } from './platform-step.ts';
import { reconnectStep } from './reconnect-step.ts';
import type { StepTools } from './step-tools.ts';

/**
 * Performs the effect of the step that a flow is at and says what happened. Safe to do again after a kill at any
 * point: each step looks whether its work is done already. Null for `review`, where a person decides.
 */
export function runStep(tools: StepTools, flow: ActiveFlow): Promise<StepEvent> | null {
  switch (flow.at) {
    case 'review':
      return null;
    case 'apply':
      return applyStep(tools, flow);
    case 'install':
      return installStep(tools, flow);
    case 'reconnect':
      return reconnectStep(tools, flow);
    case 'bootstrap':
      return bootstrapStep(tools, flow);
    case 'health':
      return healthStep(tools, flow);
    case 'platform':
      return platformStep(tools, flow);
  }
}
