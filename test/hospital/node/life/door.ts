import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import type { Machine } from '../machine.ts';
import { staticLoopback } from '../network-in-force.ts';
import { type Authority, createAuthority, issueLeaf } from '../tls/authority.ts';
import { fingerprintOf, PURPOSE } from '../tls/certificate.ts';
import { createFrontDoor, type DoorCredentials, type FrontDoor } from '../tls/front-door.ts';

/** Time for the answer of the call that closes the door to leave the machine. */
const LAST_ANSWER_MS = 60;
/** How soon an address that is taken is tried again. */
const RETRY_MS = 250;
/** A maintenance certificate lives a day; a configured node's too, renewed by its own authority. */
const LEAF_HOURS = 24;

/** The node's API port as a whole: which certificate it shows, and whether it is open at all. */
export interface NodeDoor {
  /** Cuts everyone off, then opens with new credentials; null leaves it closed. */
  show(issue: (() => DoorCredentials) | null): Promise<void>;
  /** Opens, closes or moves to another address as habits and configuration now say; does nothing when all is well. */
  adjust(): Promise<void>;
  /** Another certificate for whoever comes from now on; connections that are open go on. Nothing while it is closed. */
  renew(): Promise<void>;
}

/** Where it listens: by its configuration, else by what DHCP gave it. */
export function addressOf(machine: Machine): string {
  return staticLoopback(machine.network) ?? machine.lease.address;
}

/** Nobody gets in from the hospital's network, whatever runs behind. */
export function isKeptShut(machine: Machine): boolean {
  return (
    machine.habits.closed === true || machine.isShadowed || machine.options.profile === 'siderolink-only'
  );
}

type CallHandler = (request: Http2ServerRequest, response: Http2ServerResponse) => void;

export function createNodeDoor(machine: Machine, handle: CallHandler): NodeDoor {
  let issue: (() => DoorCredentials) | null = null;
  let shown: DoorCredentials | null = null;
  let openAt: string | null = null;
  let queue = Promise.resolve();
  const front = frontOf(machine, handle, () => issue);

  const close = async () => {
    await new Promise((resolve) => setTimeout(resolve, LAST_ANSWER_MS));
    await front.close();
    openAt = null;
    machine.isListening = false;
  };
  const settle = async () => {
    const address = addressOf(machine);
    const isWanted = shown !== null && !isKeptShut(machine);
    if (openAt !== null && (!isWanted || openAt !== address)) await close();
    if (!isWanted || openAt !== null || shown === null) return;
    try {
      machine.port = await front.open(address, machine.port, shown);
    } catch (error) {
      // The address is taken, by another node or by this one's former self; it may become free.
      machine.kernel.talos(
        `apid: listen ${address}: ${error instanceof Error ? error.message : String(error)}`,
      );
      setTimeout(() => void adjust(), RETRY_MS).unref();
      return;
    }
    openAt = address;
    machine.address = address;
    machine.isListening = true;
  };
  const enqueue = (step: () => Promise<void>) => {
    queue = queue.then(step).then(() => machine.changed());
    return queue;
  };
  const adjust = () => enqueue(settle);

  return {
    adjust,
    renew: () =>
      enqueue(async () => {
        if (issue === null) return;
        shown = renew(machine, issue);
        front.present(shown);
      }),
    show: (next) =>
      enqueue(async () => {
        if (openAt !== null) await close();
        issue = next;
        shown = next ? renew(machine, next) : null;
        await settle();
      }),
  };
}

function frontOf(
  machine: Machine,
  handle: CallHandler,
  issuer: () => (() => DoorCredentials) | null,
): FrontDoor {
  return createFrontDoor({
    handle,
    log: (line) => machine.logs.write('apid', line),
    habits: () => ({
      sendsGarbage: machine.habits.garbage === true,
      dropsAfterMs: machine.habits.dropConnectionsAfterMs ?? null,
      freshCredentials() {
        const issue = issuer();
        return machine.habits.newCertificateEachConnection && issue ? renew(machine, issue) : null;
      },
    }),
  });
}

function renew(machine: Machine, issue: () => DoorCredentials): DoorCredentials {
  const credentials = issue();
  machine.fingerprint = fingerprintOf(credentials.certificatePem);
  return credentials;
}

/** A throw-away authority for this start, and leaves of it; asks nobody for a certificate. */
export function maintenanceIssuer(machine: Machine): () => DoorCredentials {
  const root = createAuthority({ organizations: ['talos'] });
  return () => ({
    ...issueLeaf(root, {
      subject: { organizations: [], commonName: 'maintenance-service.talos.dev' },
      purposes: [PURPOSE.serverAuth],
      names: serverNames(machine),
      hours: LEAF_HOURS,
    }),
    clientAuthorities: null,
  });
}

/** Leaves of the machine CA; demands client certificates of every accepted authority. */
export function configuredIssuer(machine: Machine, authority: Authority): () => DoorCredentials {
  const accepted = machine.active?.settings.acceptedCas ?? [];
  return () => ({
    ...issueLeaf(authority, {
      subject: { organizations: [], commonName: machine.network.hostname },
      purposes: [PURPOSE.serverAuth],
      names: [...serverNames(machine), ...(machine.active?.settings.certSans ?? [])],
      hours: LEAF_HOURS,
    }),
    clientAuthorities: [
      authority.certificatePem,
      ...accepted.map((base64) => Buffer.from(base64, 'base64').toString('utf8')),
    ],
  });
}

function serverNames(machine: Machine): string[] {
  const own = machine.network.addresses.map(({ prefix }) => prefix.split('/')[0] ?? '');
  return [...new Set([...own, machine.lease.address, '127.0.0.1', '::1', machine.network.hostname])];
}
