import { createHash } from 'node:crypto';
import { z } from 'zod';
import {
  type Handover,
  type HandoverContent,
  handoverContent,
  handoverDigest,
  type SignOff,
} from '../../shared/domain/sites/handover.ts';
import type { Enrolment, Pack } from '../../shared/domain/sites/pack.ts';
import type { SignOffState } from '../../shared/domain/sites/tasks.ts';
import type { Clock, OpRecorder } from '../ports.ts';
import type { SitesStore, VisitFacts } from './sites-ports.ts';

const signOffSchema = z.object({ name: z.string(), note: z.string(), at: z.string(), covers: z.string() });

export interface SignOffPorts {
  readonly clock: Clock;
  readonly ops: OpRecorder;
  readonly store: SitesStore;
  readonly visit: VisitFacts;
}
interface Here {
  readonly enrolment: Enrolment;
  readonly pack: Pack;
}

/** Records that a person vouches for the visit as it is now, and keeps it for the hand-over. */
export function signOff(
  { clock, ops, store, visit }: SignOffPorts,
  here: Here,
  { name, note }: { readonly name: string; readonly note: string },
): void {
  const { digest } = currentContent(visit, here);
  const signed: SignOff = { name, note, at: new Date(clock.now()).toISOString(), covers: digest };
  store.write(() => {
    ops.record({ kind: 'visit.signed-off', agg: 'visit', body: { name, note, digest } });
    store.save(nameOf(here), JSON.stringify(signed));
  });
}

/** Where the visit's signature stands; it is outdated once anything that it covers has changed. */
export function signOffState(store: SitesStore, visit: VisitFacts, here: Here | null): SignOffState {
  const signed = here === null ? null : readSignOff(store, here);
  if (here === null || signed === null) return { state: 'none' };
  const { digest } = currentContent(visit, here);
  return { state: signed.covers === digest ? 'current' : 'outdated', name: signed.name };
}

/** Everything that is handed over, as of now. */
export function currentHandover({ store, visit }: SignOffPorts, here: Here): Handover {
  const { content, digest } = currentContent(visit, here);
  const signed = readSignOff(store, here);
  const head = visit.chainHead();
  return {
    ...content,
    digest,
    signOff: signed === null ? null : { ...signed, stillCovers: signed.covers === digest },
    log: head === null ? null : { device: here.enrolment.device.id, devSeq: head.devSeq, hash: head.hash },
  };
}

function currentContent(
  visit: VisitFacts,
  { enrolment, pack }: Here,
): { readonly content: HandoverContent; readonly digest: string } {
  const content = handoverContent({
    enrolment,
    pack,
    nodes: visit.nodes(),
    flows: visit.flows(),
    reports: visit.reports(),
    plan: (nodeId) => visit.plan(nodeId),
  });
  const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
  return { content, digest: handoverDigest(content, sha256) };
}

function readSignOff(store: SitesStore, here: Here): SignOff | null {
  const text = store.read(nameOf(here));
  return text === null ? null : signOffSchema.parse(JSON.parse(text));
}

function nameOf({ pack }: Here): string {
  return `sign-off:${pack.site.id}:${pack.visit.id}`;
}
