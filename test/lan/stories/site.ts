import type { DiagnosisCode } from '../../../shared/domain/discovery/surroundings.ts';
import type { NodeView } from '../../../shared/domain/nodes/node-view.ts';
import { prepareLaptop, type SitePlan } from '../laptop/prepare-laptop.ts';
import { type Laptop, type Shown, startLaptop } from '../laptop/start-laptop.ts';
import type { Lan } from '../network/create-lan.ts';
import type { Cable, Segment } from '../network/host.ts';
import { type LanNode, startNode } from '../services/lab-node.ts';

/** Within this time the list must be right again, whatever happened (issue: sleep, cable, adapter, unplugged node). */
export const RIGHT_WITHIN_MS = 10_000;
/** Time for the first list: the engine is up, the nodes are announced and three rounds of questions go out. */
export const FIRST_LIST_MS = 10_000;

/** The lab of most stories: 10.50.1.0/24, its laptop at .200, one planned node far from the others. */
export const plan: SitePlan = {
  subnet: '10.50.1.0/24',
  gateway: '10.50.1.1',
  slots: ['10.50.1.250/24'],
  allow: ['10.50.0.0/16'],
};

export interface Site {
  readonly lab: Segment;
  readonly nodes: readonly LanNode[];
  readonly laptop: Laptop;
  readonly cable: Cable;
}

/** A laptop in a lab with nodes at .11, .12 and so on, which it lists and has asked before the story goes on. */
export async function openSite(lan: Lan, count: number, changes: Partial<SitePlan> = {}): Promise<Site> {
  const lab = await lan.segment('lab');
  const indexes = Array.from({ length: count }, (_, index) => index);
  const nodes = await Promise.all(
    indexes.map((index) => startNode(lan, lab, { index, addresses: [`10.50.1.${11 + index}/24`] })),
  );
  const { laptop, cable } = await plugLaptop(lan, lab, changes);
  laptop.listen();
  await laptop.until(
    'the nodes are listed and have answered',
    (shown) =>
      exactly(uuidsOf(nodes))(shown) &&
      shown.nodes.every(({ serial, answer }) => serial !== null && answer === 'waiting'),
    FIRST_LIST_MS,
  );
  return { lab, nodes, laptop, cable };
}

/** A laptop that does not listen yet. */
export async function plugLaptop(
  lan: Lan,
  lab: Segment,
  changes: Partial<SitePlan> = {},
): Promise<Pick<Site, 'laptop' | 'cable'>> {
  const host = await lan.host('laptop');
  const cable = await host.plugIn(lab, { addresses: ['10.50.1.200/24'] });
  const laptop = await startLaptop(host, await prepareLaptop(lan.folder, { ...plan, ...changes }));
  return { laptop, cable };
}

export function uuidsOf(nodes: readonly LanNode[]): readonly string[] {
  return nodes.map(({ uuid }) => uuid);
}

/** Nodes that are here now. */
export function machinesIn({ nodes }: Shown): readonly NodeView[] {
  return nodes.filter(({ presence }) => presence === 'here');
}

/** Whether exactly these machines, by their UUID, are here; each once. */
export function exactly(uuids: readonly string[]): (shown: Shown) => boolean {
  const wanted = JSON.stringify(uuids.toSorted());
  return (shown) =>
    JSON.stringify(
      machinesIn(shown)
        .map(({ uuid }) => uuid?.value ?? '')
        .sort(),
    ) === wanted;
}

export function diagnoses(code: DiagnosisCode): (shown: Shown) => boolean {
  return ({ surroundings }) => surroundings?.diagnosis.some((each) => each.code === code) ?? false;
}

/** Pulls a node's plug: no goodbye, no answer, no carrier. */
export async function unplug({ avahi, machine, cable }: LanNode): Promise<void> {
  await cable.pull();
  await Promise.all([avahi?.kill(), machine.kill()]);
}
