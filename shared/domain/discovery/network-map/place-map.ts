/** Where everything of the map is drawn. Lengths in CSS pixels; the page gives the width, the height follows. */

import type { NodeView } from '../../nodes/node-view.ts';
import type { MapBranch, MapSegment, NetworkMap } from './network-map.ts';

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}
export interface PlacedNodeBox extends Box {
  readonly node: NodeView;
}
/** Nodes drawn as one, since each for itself would be too small to read. */
export interface PlacedCluster extends Box {
  readonly kind: string;
  readonly count: number;
}
export interface PlacedSegment extends Box {
  readonly segment: MapSegment;
  readonly branch: MapBranch;
  readonly nodes: readonly PlacedNodeBox[];
  readonly clusters: readonly PlacedCluster[];
}
export interface PlacedBranch extends Box {
  readonly branch: MapBranch;
}
export interface MapLine {
  readonly fromX: number;
  readonly fromY: number;
  readonly toX: number;
  readonly toY: number;
  /** Dashed: not the laptop's own network, or not known. */
  readonly isIndirect: boolean;
}
export interface PlacedMap {
  readonly height: number;
  readonly laptop: Box;
  readonly branches: readonly PlacedBranch[];
  readonly segments: readonly PlacedSegment[];
  readonly lines: readonly MapLine[];
}

export interface MapSettings {
  readonly widthPx: number;
  /** Segments that the person opened, though they hold many nodes. */
  readonly open: ReadonlySet<string>;
  /** The state that a node is counted under when many are drawn as one. */
  readonly kindOf: (node: NodeView) => string;
  /** The order of those states. */
  readonly kinds: readonly string[];
}

/** More than these in one segment are drawn as one box per state: two rows of eight are still read at a glance. */
const clusterFrom = 17;
/** Below this there is no room for three columns. */
const narrowBelowPx = 640;
const gapPx = 8;
const head = { height: 52, padding: 12 } as const;
const cell = { leastWidth: 132, height: 48 } as const;
const column = { laptop: 112, branch: 150, between: 36 } as const;
const boxHeightPx = 64;

/** Draws laptop, interfaces and segments in three columns, or under each other where it is narrow. */
export function placeMap(map: NetworkMap, settings: MapSettings): PlacedMap {
  return settings.widthPx < narrowBelowPx ? stacked(map, settings) : inColumns(map, settings);
}

function inColumns(map: NetworkMap, settings: MapSettings): PlacedMap {
  const branchLeft = column.laptop + column.between;
  const segmentLeft = branchLeft + column.branch + column.between;
  const branches: PlacedBranch[] = [];
  const segments: PlacedSegment[] = [];
  let top = 0;
  for (const branch of map.branches) {
    const begin = top;
    for (const segment of branch.segments) {
      const at = { left: segmentLeft, top, width: settings.widthPx - segmentLeft };
      const placed = placeSegment({ segment, branch, at, settings });
      segments.push(placed);
      top += placed.height + gapPx * 2;
    }
    const height = Math.max(boxHeightPx, top - begin - gapPx * 2);
    top = Math.max(top, begin + boxHeightPx + gapPx * 2);
    const middle = begin + (height - boxHeightPx) / 2;
    branches.push({ branch, left: branchLeft, top: middle, width: column.branch, height: boxHeightPx });
  }
  const height = Math.max(boxHeightPx, top - gapPx * 2);
  const laptop = { left: 0, top: (height - boxHeightPx) / 2, width: column.laptop, height: boxHeightPx };
  const lines = [
    ...branches.map((to) => across(laptop, to, to.branch.interface === null)),
    ...segments.flatMap((to) => {
      const from = branches.find(({ branch }) => branch === to.branch);
      return from === undefined ? [] : [across(from, to, to.segment.kind !== 'link')];
    }),
  ];
  return { height, laptop, branches, segments, lines };
}

/** One under the other: each line comes down at the left and turns to what hangs on it. */
function stacked(map: NetworkMap, settings: MapSettings): PlacedMap {
  const stepPx = 20;
  const laptop = { left: 0, top: 0, width: settings.widthPx, height: 40 };
  const branches: PlacedBranch[] = [];
  const segments: PlacedSegment[] = [];
  let top = laptop.height + gapPx * 2;
  for (const branch of map.branches) {
    const width = settings.widthPx - stepPx;
    branches.push({ branch, left: stepPx, top, width, height: boxHeightPx });
    top += boxHeightPx + gapPx;
    for (const segment of branch.segments) {
      const at = { left: stepPx * 2, top, width: settings.widthPx - stepPx * 2 };
      const placed = placeSegment({ segment, branch, at, settings });
      segments.push(placed);
      top += placed.height + gapPx;
    }
    top += gapPx;
  }
  const lines = [
    ...branches.map((to) => down(laptop, to, to.branch.interface === null)),
    ...segments.flatMap((to) => {
      const from = branches.find(({ branch }) => branch === to.branch);
      return from === undefined ? [] : [down(from, to, to.segment.kind !== 'link')];
    }),
  ];
  return { height: Math.max(laptop.height, top - gapPx * 2), laptop, branches, segments, lines };
}

function placeSegment(given: {
  readonly segment: MapSegment;
  readonly branch: MapBranch;
  readonly at: Omit<Box, 'height'>;
  readonly settings: MapSettings;
}): PlacedSegment {
  const { segment, branch, at, settings } = given;
  const isClustered = segment.nodes.length >= clusterFrom && !settings.open.has(segment.id);
  const counts = new Map(settings.kinds.map((kind) => [kind, 0]));
  for (const node of isClustered ? segment.nodes : []) {
    const kind = settings.kindOf(node);
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const clusters = [...counts].filter(([, count]) => count > 0);
  const boxes = cells(at, isClustered ? clusters.length : segment.nodes.length);
  const bottom = boxes.at(-1);
  return {
    ...{ segment, branch, ...at },
    height: bottom === undefined ? head.height : bottom.top + bottom.height + head.padding - at.top,
    nodes: isClustered ? [] : segment.nodes.flatMap((node, index) => withBox({ node }, boxes[index])),
    clusters: clusters.flatMap(([kind, count], index) => withBox({ kind, count }, boxes[index])),
  };
}

function withBox<T>(item: T, box: Box | undefined): readonly (T & Box)[] {
  return box === undefined ? [] : [{ ...item, ...box }];
}

/** Cells of one width in rows, as many in a row as fit. */
function cells({ left, top, width }: Omit<Box, 'height'>, count: number): readonly Box[] {
  const room = width - head.padding * 2;
  const perRow = Math.max(1, Math.floor((room + gapPx) / (cell.leastWidth + gapPx)));
  const cellWidth = (room - gapPx * (perRow - 1)) / perRow;
  return Array.from({ length: count }, (_, index) => ({
    left: left + head.padding + (index % perRow) * (cellWidth + gapPx),
    top: top + head.height + Math.floor(index / perRow) * (cell.height + gapPx),
    width: cellWidth,
    height: cell.height,
  }));
}

function across(from: Box, to: Box, isIndirect: boolean): MapLine {
  return {
    fromX: from.left + from.width,
    fromY: from.top + from.height / 2,
    toX: to.left,
    // At the height of its heading, so that a tall segment is not pointed at in its middle.
    toY: to.top + Math.min(to.height, boxHeightPx) / 2,
    isIndirect,
  };
}

function down(from: Box, to: Box, isIndirect: boolean): MapLine {
  const toY = to.top + Math.min(to.height / 2, head.height / 2);
  return { fromX: from.left + 9, fromY: from.top + from.height, toX: to.left, toY, isIndirect };
}
