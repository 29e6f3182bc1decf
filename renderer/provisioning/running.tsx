import type { ProvisionView } from '../../shared/domain/provisioning/flow-view.ts';
import { words } from '../../shared/words/words.ts';
import { Screen } from '../app/frame/screen.tsx';
import { NodeLines } from './node-lines.tsx';
import { back } from './place.ts';
import { Stages } from './stages.tsx';

/** It runs: the stages with their times, and the node's own lines below. */
export function Running({ flow }: { readonly flow: ProvisionView }) {
  return (
    <Screen
      title={words('provisioning.title.running', { label: flow.label })}
      lead={words('provisioning.lead.running')}
      back={back}
    >
      <Stages flow={flow} />
      <NodeLines flow={flow} />
    </Screen>
  );
}
