/** Tells the page of changes at most ten times a second, and the log of each node once. */
import { v7 as uuidv7 } from 'uuid';
import { isPositive } from '../../shared/domain/discovery/sighting.ts';
import type { NodeView } from '../../shared/domain/nodes/node-view.ts';
import { FailureError } from '../../shared/failure/failure.ts';
import type { Announce, Clock, CurrentSite, Log, OpRecorder } from '../ports.ts';
import type { FoundLog } from './discovery-ports.ts';

export interface ChangeNews {
  /** Something changed; told now, or with others a moment later. */
  changed(): void;
  /** Calls back after each telling, until the returned function is called. */
  onTold(listener: () => void): () => void;
  stop(): void;
}
export interface NewsPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly announce: Announce;
  readonly ops: OpRecorder;
  readonly site: CurrentSite;
  readonly found: FoundLog;
  readonly nodes: () => readonly NodeView[];
}

/** So soon that nobody waits for it; with thousands of machines a telling takes longer, and rests in proportion. */
const TELL_EVERY_MS = 100;
const REST_SHARE = 4;
const LONGEST_REST_MS = 1000;
/** Each record is a flush to disk of its own; more of them at once would hold up the engine. */
const AT_ONCE = 16;
/** No site has so many machines; a hostile one that is another with every answer must not fill disk and log. */
const FOUND_LIMIT = 4096;

export function createChangeNews(ports: NewsPorts): ChangeNews {
  const stop = new AbortController();
  const listeners = new Set<() => void>();
  let isPausing = false;
  let isDue = false;
  const tell = (): void => {
    isPausing = true;
    const beganMs = ports.clock.now();
    isDue = recordFound(ports);
    ports.announce('discovery.changed', null);
    for (const listener of listeners) listener();
    const restMs = Math.max(TELL_EVERY_MS, (ports.clock.now() - beganMs) * REST_SHARE);
    ports.clock.wait(Math.min(restMs, LONGEST_REST_MS), stop.signal).then(
      () => {
        isPausing = false;
        if (isDue) tell();
      },
      // Only the stop, and then nothing more is told.
      () => {},
    );
  };
  return {
    changed: () => {
      if (stop.signal.aborted) return;
      isDue = true;
      if (!isPausing) tell();
    },
    onTold: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop: () => {
      stop.abort(new Error('discovery stopped'));
      // What was found in the last moment is on record before the engine goes.
      if (isDue) while (recordFound(ports));
    },
  };
}

/**
 * One op for each lab node that has answered, under an id minted before, so that a crash in between doubles
 * nothing. Returns true when there is more to do.
 */
function recordFound({ site, found, ops, nodes, log }: NewsPorts): boolean {
  const siteId = site.enrolment()?.site;
  if (siteId === undefined) return false;
  const recorded = found.all(siteId);
  const fresh = nodes().filter(
    ({ id, answer }) => !recorded.has(id) && isPositive(answer) && answer !== 'not-talos',
  );
  const batch = fresh.slice(0, Math.min(AT_ONCE, Math.max(0, FOUND_LIMIT - recorded.size)));
  if (batch.length === 0) return false;
  try {
    const ids = batch.map(({ id }) => id);
    const opIds = found.opIdsFor(siteId, ids, () => uuidv7());
    for (const node of batch) {
      const opId = opIds.get(node.id);
      if (opId === undefined) throw new Error(`no op id for ${node.id}`);
      ops.record({ kind: 'node.found', agg: `node:${node.id}`, body: bodyOf(node), opId });
    }
    found.markRecorded(siteId, ids);
    return fresh.length > batch.length;
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    // Expected here: a full disk. The node is in the list all the same, and is tried again with the next change.
    log.warn('node found but not recorded', { code: error.failure.code });
    return false;
  }
}

function bodyOf(node: NodeView): Readonly<Record<string, unknown>> {
  const { answer, address, port, sources } = node;
  return {
    ...{ nodeId: node.id, answer, address, port, sources },
    hostname: node.hostname?.value ?? null,
    serial: node.serial?.value ?? null,
    uuid: node.uuid?.value ?? null,
    product: node.product?.value ?? null,
    macs: node.macs?.value ?? [],
    talosVersion: node.talosVersion?.value ?? null,
    fingerprint: node.fingerprint?.value ?? null,
    managedBy: node.managed?.by ?? null,
  };
}
