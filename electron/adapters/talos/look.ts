import { Code, createClient } from '@connectrpc/connect';
import { FailureError } from '../../../shared/failure/failure.ts';
import type { NodeCredentials, NodeLook } from '../../nodes/node-link.ts';
import { MachineService } from './gen/talos_machine_pb.js';
import { type MachineFacts, readMachineFacts, readVersionResource } from './machine-facts.ts';
import { createTalosLink, readVersion } from './talos-link.ts';
import { refusalOf } from './wire/call-failure.ts';
import { causes, errorCode } from './wire/connect-failure.ts';
import type { Peer } from './wire/connect-tls.ts';
import { LOOK_TIMEOUT_MS } from './wire/limits.ts';
import { type NodeSession, openSession } from './wire/node-session.ts';
import type { TlsPlace } from './wire/tls-options.ts';

/** What a first or second visit told; `wants-certificate` is only an interim answer. */
interface Visit {
  readonly answer: NodeLook['answer'] | 'wants-certificate';
  readonly peer: Peer | null;
  readonly talosVersion: string | null;
  readonly facts: MachineFacts;
}

const noFacts: MachineFacts = {
  hostname: null,
  uuid: null,
  serial: null,
  product: null,
  stage: null,
  macs: [],
  addresses: [],
};

/**
 * Asks an address what it is, within `LOOK_TIMEOUT_MS` in all: first as a stranger, then, only if the certificate
 * chains to our site's authority and it asks for one, with our own. Throws nothing but the signal's reason.
 */
export async function lookAt(
  address: string,
  port: number,
  credentials: NodeCredentials | null,
  signal?: AbortSignal,
): Promise<NodeLook> {
  const deadline = AbortSignal.timeout(LOOK_TIMEOUT_MS);
  const limit = signal === undefined ? deadline : AbortSignal.any([deadline, signal]);
  const place: TlsPlace = { address, port, ca: credentials?.ca ?? null, identity: null };
  let visit = await visitOnce(place, limit);
  if (visit.answer === 'wants-certificate' && credentials !== null && visit.peer?.chained === true) {
    visit = await visitOnce({ ...place, identity: credentials }, limit);
  }
  signal?.throwIfAborted();
  const { answer, peer, talosVersion, facts } = visit;
  return {
    answer: answer === 'wants-certificate' ? 'foreign' : answer,
    fingerprint: peer?.fingerprint ?? null,
    talosVersion,
    ...facts,
  };
}

async function visitOnce(place: TlsPlace, limit: AbortSignal): Promise<Visit> {
  let peer: Peer | null = null;
  let session: NodeSession | null = null;
  try {
    const accept = (presented: Peer) => {
      peer = presented;
    };
    session = await openSession(place, accept, limit);
    return { peer, ...(await interview(session, place.identity !== null, limit)) };
  } catch (error) {
    return { answer: answerOf(error, peer), peer, talosVersion: null, facts: noFacts };
  } finally {
    session?.close();
  }
}

async function interview(
  session: NodeSession,
  withCertificate: boolean,
  limit: AbortSignal,
): Promise<Omit<Visit, 'peer'>> {
  const link = createTalosLink(session);
  try {
    const { tag, mode } = await readVersion(session, createClient(MachineService, session.transport), limit);
    const waiting = mode.includes('agent') ? 'agent' : 'waiting';
    const facts = await readMachineFacts(link, limit);
    return { answer: withCertificate ? 'ours' : waiting, talosVersion: tag || null, facts };
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal?.code !== Code.Unimplemented) throw error;
    // Talos 1.12 and older answer Version in maintenance mode only to their own management overlay.
    if (refusal.detail.includes('agent mode')) {
      return { answer: 'agent', talosVersion: null, facts: noFacts };
    }
    const [talosVersion, facts] = await Promise.all([
      readVersionResource(link, limit),
      readMachineFacts(link, limit),
    ]);
    return { answer: 'old-maintenance', talosVersion, facts };
  }
}

function answerOf(error: unknown, peer: Peer | null): Visit['answer'] {
  // Everything else is the limit's own reason: time is up.
  if (!(error instanceof FailureError)) return 'silent';
  switch (error.failure.code) {
    case 'node-refused-us':
      return 'wants-certificate';
    case 'node-timeout':
      return 'silent';
    case 'node-unreachable': {
      const refused = causes(error).some((each) => ['ECONNREFUSED', 'ECONNRESET'].includes(errorCode(each)));
      // A server that hangs up on a stranger after TLS may be one that asks for a certificate without saying so.
      if (peer?.chained === true) return 'wants-certificate';
      return refused || peer !== null ? 'closed' : 'silent';
    }
    default:
      return 'not-talos';
  }
}
