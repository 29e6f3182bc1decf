import { createHash } from 'node:crypto';
import type { Enrolment, Pack } from '../../shared/domain/sites/pack.ts';
import { FailureError } from '../../shared/failure/failure.ts';
import type { Clock, Log, OpRecorder } from '../ports.ts';
import type { SiteMemory } from './current-site.ts';
import type { SitesStore } from './sites-ports.ts';
import { verifyPack } from './verify-pack.ts';

export interface AcceptPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly ops: OpRecorder;
  readonly store: SitesStore;
  readonly memory: SiteMemory;
}

/** A pack that is offered: by the console or from a file. */
export interface OfferedPack {
  readonly bytes: Uint8Array;
  readonly signature: string;
}

/**
 * Verifies an offered pack and puts it in use, or refuses it: the pack in use then stays, and the refusal is
 * recorded. A pack that is in use already is accepted without a second record.
 */
export function acceptPack(ports: AcceptPorts, enrolment: Enrolment, offered: OfferedPack): Pack {
  const { clock, store, memory, ops } = ports;
  const held = memory.held();
  // What no longer carries the region's signature does not stand in the way of what does.
  const heldVersion = held?.signatureHolds === true ? held.pack.version : null;
  const context = { enrolment, heldVersion, nowMs: clock.now() };
  const { pack, document } = verifyPack(offered, context);
  if (held?.stored.document === document && held.signatureHolds) return held.pack;
  store.write(() => {
    store.savePack(enrolment.site, {
      version: pack.version,
      document,
      signature: offered.signature,
      acceptedAtMs: clock.now(),
    });
    ops.record({
      kind: 'pack.accepted',
      agg: 'pack',
      body: { version: pack.version, sha256: sha256Of(offered.bytes), expiresAt: pack.expiresAt },
    });
  });
  memory.forget();
  return pack;
}

/** Runs `work`; when it refuses a pack, that is recorded before the refusal goes on to the person. */
export async function recordRefusal<T>(ports: AcceptPorts, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof FailureError && isRefusal(error)) {
      const { code, facts } = error.failure;
      ports.log.warn('pack refused', { code });
      ports.ops.record({ kind: 'pack.refused', agg: 'pack', body: { code, facts } });
    }
    throw error;
  }
}

/** `pack-missing` and `pack-not-published` say that there is no pack; every other `pack-*` refuses one. */
function isRefusal({ failure: { code } }: FailureError): boolean {
  return code.startsWith('pack-') && code !== 'pack-missing' && code !== 'pack-not-published';
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
