import type { NodeView } from '../../../shared/domain/nodes/node-view.ts';
import type { SitePlan } from '../laptop/prepare-laptop.ts';
import type { Shown } from '../laptop/start-laptop.ts';

/** The lab of most stories: 10.50.1.0/24, its laptop at .200, one planned node far from the others. */
export const plan: SitePlan = {
  subnet: '10.50.1.0/24',
  gateway: '10.50.1.1',
  slots: ['10.50.1.250/24'],
  allow: ['10.50.0.0/16'],
};

/** Nodes that are here now. */
export function machinesIn({ nodes }: Shown): readonly NodeView[] {
  return nodes.filter(({ presence }) => presence === 'here');
}

/** Whether exactly these machines, by their UUID, are here. */
export function exactly(uuids: readonly string[]): (shown: Shown) => boolean {
  const wanted = JSON.stringify(uuids.toSorted());
  return (shown) =>
    JSON.stringify(
      machinesIn(shown)
        .map(({ uuid }) => uuid?.value ?? '')
        .sort(),
    ) === wanted;
}
