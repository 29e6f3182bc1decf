import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import type { NodeView } from '../../../shared/domain/nodes/node-view.ts';
import { words } from '../../../shared/words/words.ts';
import { discoveryQueries, siteQueries } from '../../api/queries.ts';
import { useServices } from '../../api/services.tsx';
import { isIdentifiable } from '../../discovery/node-standing.ts';
import type { Destination, PlainPath } from '../../ui/acts/destination-link.tsx';

export interface PaletteEntry {
  readonly id: string;
  readonly group: 'acts' | 'nodes' | 'places';
  readonly name: string;
  readonly detail: string;
  readonly run: () => void;
}

/** Everything that can be done or looked at now. Acts that write to a machine are not here: they need their screen. */
export function usePaletteEntries(): readonly PaletteEntry[] {
  const router = useRouter();
  const { data: nodes } = useQuery(discoveryQueries.namedNodes());
  const acts = useActs();
  const go = (destination: Destination) =>
    'params' in destination ? void router.navigate(destination) : void router.navigate(destination);
  const places = (
    [
      ['/', words('frame.rail.visit')],
      ['/ready', words('sites.ready.title')],
      ['/nodes', words('frame.rail.nodes')],
      ['/checks', words('frame.rail.checks')],
      ['/serial', words('frame.rail.serial')],
      ['/handover', words('sites.handover.title')],
      ['/bundle', words('frame.rail.bundle')],
      ['/ledger', words('frame.rail.ledger')],
      ['/setup', words('frame.rail.setup')],
    ] as const
  ).map(([to, name]): PaletteEntry => ({ id: to, group: 'places', name, detail: '', run: () => go({ to }) }));
  const ofNodes = (nodes ?? []).flatMap((node) => nodeEntry(node, go));
  return [...acts, ...ofNodes, ...places];
}

function nodeEntry(node: NodeView, go: (destination: Destination) => void): readonly PaletteEntry[] {
  const { id, name, address, stage, serial } = node;
  const isFree = stage === 'found';
  if (isFree && !isIdentifiable(node)) return [];
  const verbs = {
    found: 'discovery.act.identify',
    identified: 'discovery.act.provision',
    provisioning: 'discovery.act.watch',
    provisioned: 'discovery.act.look',
    stopped: 'discovery.act.continue',
  } as const;
  const to = isFree ? '/nodes/$nodeId/identify' : '/nodes/$nodeId/provision';
  return [
    {
      id,
      group: 'nodes',
      name: words(verbs[stage], { name }),
      detail: [address, serial?.value ?? ''].join('  ').trim(),
      run: () => go({ to, params: { nodeId: id } }),
    },
  ];
}

/** Verbs that start at once; each also opens the screen that shows its progress. */
function useActs(): readonly PaletteEntry[] {
  const router = useRouter();
  const { engine } = useServices();
  const { data: overview } = useQuery(siteQueries.overview());
  if (overview?.enrolment.state !== 'enrolled') return [];
  const act = (to: PlainPath, name: string, begin: () => void): PaletteEntry => ({
    id: `act:${name}`,
    group: 'acts',
    name,
    detail: '',
    run: () => {
      begin();
      void router.navigate({ to });
    },
  });
  return [
    act('/ready', words('sites.ready.act.prepare'), () => engine.startJob('sites.prepare', {})),
    act('/nodes', words('discovery.listen.start'), () => engine.startJob('discovery.listen', {})),
    act('/checks', words('checks.act.laptop'), () => engine.startJob('checks.run', { from: 'laptop' })),
    act('/ledger', words('sync.act.now'), () => engine.startJob('sync.now', {})),
    ...(overview.pack?.sweepAllowed ?? []).map((range) =>
      act('/nodes', words('discovery.sweep.act', { range }), () =>
        engine.startJob('discovery.sweep', { range }),
      ),
    ),
  ];
}
