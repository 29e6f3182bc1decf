/** Who this laptop is and which pack it holds: read once from the database, kept in memory, changed only here. */
import { X509Certificate } from 'node:crypto';
import { type Enrolment, enrolmentSchema, type Pack, packSchema } from '../../shared/domain/sites/pack.ts';
import type { Expiry } from '../../shared/domain/sites/readiness.ts';
import { FailureError, failed } from '../../shared/failure/failure.ts';
import type { CurrentSite } from '../ports.ts';
import type { SitesStore, StoredPack } from './sites-ports.ts';
import { assertSigned } from './verify-pack.ts';

const ENROLMENT = 'enrolment';

/** The pack in use. `signatureHolds` is false after an enrolment with another region key. */
export interface HeldPack {
  readonly pack: Pack;
  readonly stored: StoredPack;
  readonly signatureHolds: boolean;
  readonly expiries: readonly Expiry[];
}

export interface SiteMemory extends CurrentSite {
  held(): HeldPack | null;
  setEnrolment(enrolment: Enrolment): void;
  /** Reads again after a pack was saved or a write was undone. */
  forget(): void;
}

/** Builds the memory on its store. */
export function createSiteMemory(store: SitesStore): SiteMemory {
  let enrolment: Enrolment | null | undefined;
  let held: HeldPack | null | undefined;
  const readEnrolment = (): Enrolment | null => {
    if (enrolment === undefined) {
      const text = store.read(ENROLMENT);
      enrolment = text === null ? null : enrolmentSchema.parse(JSON.parse(text));
    }
    return enrolment;
  };
  const readHeld = (): HeldPack | null => {
    if (held === undefined) {
      const enrolled = readEnrolment();
      const stored = enrolled === null ? null : store.pack(enrolled.site);
      held = enrolled === null || stored === null ? null : hold(stored, enrolled.packKey);
    }
    return held;
  };
  const usablePack = (): Pack | null => {
    const found = readHeld();
    // A pack that the region's key does not vouch for any more is shown, not used.
    return found?.signatureHolds === true ? found.pack : null;
  };
  return {
    enrolment: readEnrolment,
    pack: usablePack,
    held: readHeld,
    require: () => {
      const enrolled = readEnrolment();
      if (enrolled === null) throw failed('not-enrolled', {});
      const pack = usablePack();
      if (pack === null) throw failed('pack-missing', {});
      return { enrolment: enrolled, pack };
    },
    setEnrolment: (next) => {
      store.save(ENROLMENT, JSON.stringify(next));
      enrolment = next;
      held = undefined;
    },
    forget: () => {
      enrolment = undefined;
      held = undefined;
    },
  };
}

function hold(stored: StoredPack, packKey: string): HeldPack {
  const pack = packSchema.parse(JSON.parse(stored.document));
  return { pack, stored, signatureHolds: isSigned(stored, packKey), expiries: expiriesOf(pack) };
}

function isSigned({ document, signature }: StoredPack, packKey: string): boolean {
  try {
    assertSigned(new TextEncoder().encode(document), signature, packKey);
    return true;
  } catch (error) {
    // Expected after an enrolment with another key; anything else is a fault of ours.
    if (error instanceof FailureError) return false;
    throw error;
  }
}

function expiriesOf({ expiresAt, cluster }: Pack): readonly Expiry[] {
  return [
    { what: 'pack', atMs: Date.parse(expiresAt) },
    { what: 'client-certificate', atMs: endOf(cluster.adminCertificate) },
    { what: 'cluster-authority', atMs: endOf(cluster.talosCa) },
  ];
}

/** Null when the certificate cannot be read: readiness then says so instead of guessing. */
function endOf(pem: string): number | null {
  try {
    const endMs = Date.parse(new X509Certificate(pem).validTo);
    return Number.isNaN(endMs) ? null : endMs;
  } catch {
    return null;
  }
}
