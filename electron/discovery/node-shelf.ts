/** The nodes of the current site, folded anew when something was learnt. Also the `NodeBook` of the other services. */
import { foldSightings, type Machine } from '../../shared/domain/discovery/fold/fold-sightings.ts';
import type { Binding } from '../../shared/domain/nodes/binding.ts';
import type { NodeView } from '../../shared/domain/nodes/node-view.ts';
import { type PlacedNode, placeNodes } from '../../shared/domain/nodes/place-nodes.ts';
import type { Pack } from '../../shared/domain/sites/pack.ts';
import { failed } from '../../shared/failure/failure.ts';
import type { NodeCredentials, NodeTarget } from '../nodes/node-link.ts';
import type { CurrentSite, NodeBook } from '../ports.ts';
import type { StageOf } from './discovery-ports.ts';
import type { SightingBook } from './sighting-book.ts';

export interface NodeShelf extends NodeBook {
  /** `all()`, and those that went away within the last 12 hours. */
  shown(): readonly NodeView[];
  placed(): readonly PlacedNode[];
  /** Lets the next reader see the exact ages of what was learnt, and who answered last. */
  refold(): void;
  /** By its id or one it had before; null when it is not known. */
  find(nodeId: string): PlacedNode | null;
}
export interface ShelfPorts {
  readonly book: SightingBook;
  readonly site: CurrentSite;
  readonly bindings: () => readonly Binding[];
  readonly stageOf: StageOf;
}

/** A machine that went away is still told of as such for the rest of the working day. */
const REMEMBERED_MS = 12 * 3_600_000;
/** How often what is known is folded anew although nothing was learnt: only then does a machine become `gone` by time. */
const REFOLD_MS = 60_000;

/** Hundreds of nodes say the same again every few seconds; their ages need not be exact to the millisecond. */
const RENEW_MS = 1000;

export function createNodeShelf({ book, site, bindings, stageOf }: ShelfPorts): NodeShelf {
  let machines: readonly Machine[] = [];
  let folded = { version: -1, renewals: 0, atMs: 0 };
  const placed = (): readonly PlacedNode[] => {
    const nowMs = book.nowMs();
    const { version, renewals } = book;
    const ageMs = Math.abs(nowMs - folded.atMs);
    const isRenewed = folded.renewals !== renewals && ageMs >= RENEW_MS;
    if (folded.version !== version || isRenewed || ageMs >= REFOLD_MS) {
      machines = foldSightings(book.all(), nowMs);
      folded = { version, renewals, atMs: nowMs };
    }
    return placeNodes(machines, { slots: site.pack()?.slots ?? [], bindings: bindings(), stageOf });
  };
  const find = (nodeId: string): PlacedNode | null => {
    const nodes = placed();
    return (
      nodes.find(({ view }) => view.id === nodeId) ??
      nodes.find(({ aliases }) => aliases.includes(nodeId)) ??
      null
    );
  };
  const must = (nodeId: string): PlacedNode => {
    const node = find(nodeId);
    if (node === null) throw failed('node-unknown', { node: nodeId });
    return node;
  };
  return {
    placed,
    refold: () => {
      folded = { ...folded, version: -1 };
    },
    find,
    all: () =>
      placed()
        .filter(isListed)
        .map(({ view }) => view),
    shown: () => {
      const sinceMs = book.nowMs() - REMEMBERED_MS;
      return placed()
        .filter((node) => isListed(node) || node.view.lastSeenAtMs >= sinceMs)
        .map(({ view }) => view);
    },
    get: (nodeId) => must(nodeId).view,
    target: (nodeId) => {
      const { view, binding } = must(nodeId);
      return view.answer === 'ours' ? configured(view, site.require().pack) : inMaintenance(view, binding);
    },
  };
}

/** A machine that went away is of interest only while it holds a planned place. */
function isListed({ view, binding }: PlacedNode): boolean {
  return view.presence === 'here' || binding !== null;
}

/** What tells our nodes from others: the pack's client certificate and the cluster's own authority. */
export function credentialsOf({ cluster }: Pack): NodeCredentials {
  return { ca: cluster.talosCa, certificate: cluster.adminCertificate, key: cluster.adminKey };
}

function configured({ address, port }: NodeView, pack: Pack): NodeTarget {
  return { address, port, fingerprint: null, credentials: credentialsOf(pack) };
}

/** The certificate confirmed at the console; before that the one that was seen, so that it cannot change unnoticed. */
function inMaintenance({ address, port, fingerprint }: NodeView, binding: Binding | null): NodeTarget {
  return {
    address,
    port,
    fingerprint: binding?.fingerprint ?? fingerprint?.value ?? null,
    credentials: null,
  };
}
