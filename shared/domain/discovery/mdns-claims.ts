import { cleanText } from './clean-text.ts';
import { usableUuid } from './machine-ids.ts';
import type { Claims } from './sighting.ts';

/** The service that a lab node's beacon announces. */
export const NODE_SERVICE_TYPE = '_rounds-node._tcp.local';

/** One announced service instance with everything that belongs to it; all of it untrusted. */
export interface MdnsInstance {
  /** Full name, `<instance>._rounds-node._tcp.local`, as sent; only for telling instances apart. */
  readonly name: string;
  readonly interfaceName: string;
  /** The address from which it was first announced; left out where that is not known. */
  readonly source?: string;
  /** Target of the SRV record. */
  readonly hostname: string;
  /** On the interface's own link, sorted. */
  readonly addresses: readonly string[];
  readonly port: number;
  /** Keys in lower case; the first of equal keys counts (RFC 6763 §6.4). */
  readonly txt: Readonly<Record<string, string>>;
}

/**
 * What the beacon claims, cleaned and capped. TXT keys: `id` (UUID), `stage`, `ver` (Talos version),
 * `fp` (start of the certificate's fingerprint), `siderolink` (`1` while Omni manages it and its port is closed here).
 */
export function claimsOfInstance(instance: MdnsInstance): Claims {
  const hostname = cleanText(instance.hostname.replace(/\.local\.?$/i, ''), 63);
  const uuid = usableUuid(instance.txt.id);
  const talosVersion = cleanText(instance.txt.ver ?? '', 32);
  const stage = cleanText(instance.txt.stage ?? '', 32);
  const fingerprint = instance.txt.fp ?? '';
  return {
    ...(hostname !== null && { hostname }),
    ...(uuid !== null && { uuid }),
    ...(talosVersion !== null && { talosVersion }),
    ...(stage !== null && { stage }),
    ...(/^[A-Za-z0-9+/]{4,43}=?$/.test(fingerprint) && { fingerprint }),
    ...(/^(?:1|true|yes)$/i.test(instance.txt.siderolink ?? '') && { siderolink: true }),
    ...(instance.addresses.length > 1 && { addresses: instance.addresses }),
  };
}
