import { cleanText } from '../../shared/domain/discovery/clean-text.ts';
import { usableUuid } from '../../shared/domain/discovery/machine-ids.ts';
import type { Claims } from '../../shared/domain/discovery/sighting.ts';
import { isPositive } from '../../shared/domain/discovery/sighting.ts';
import type { EarlierLook, NodeLook } from '../nodes/node-link.ts';

/** Ports and addresses that are kept of one node; a lab node has four and a few. */
const LIST_LIMIT = 16;

/** What a look told, cleaned and capped: the node is a stranger until it is identified. */
export function claimsOfLook(look: NodeLook): Claims {
  const { answer } = look;
  if (!isPositive(answer)) return { answer };
  const uuid = usableUuid(look.uuid);
  const macs = look.macs.filter((mac) => /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(mac)).slice(0, LIST_LIMIT);
  const addresses = look.addresses.flatMap((each) => cleanText(each, 64) ?? []).slice(0, LIST_LIMIT);
  const isFingerprint = look.fingerprint !== null && /^[A-Za-z0-9+/]{43}=$/.test(look.fingerprint);
  return {
    answer,
    ...textClaim('hostname', look.hostname, 253),
    ...(uuid !== null && { uuid }),
    ...textClaim('serial', look.serial, 64),
    ...textClaim('product', look.product, 100),
    ...(macs.length > 0 && { macs }),
    ...(addresses.length > 0 && { addresses }),
    ...textClaim('talosVersion', look.talosVersion, 32),
    ...textClaim('stage', look.stage, 32),
    ...(isFingerprint && look.fingerprint !== null && { fingerprint: look.fingerprint }),
    ...(look.earlier !== undefined && earlierClaims(look.earlier)),
  };
}

function earlierClaims({ signs, system, distribution, kubernetesVersion }: EarlierLook): Claims {
  return {
    signs,
    ...textClaim('system', system, 100),
    ...textClaim('distribution', distribution, 32),
    ...textClaim('kubernetesVersion', kubernetesVersion, 64),
  };
}

type TextClaim =
  | 'hostname'
  | 'serial'
  | 'product'
  | 'talosVersion'
  | 'stage'
  | keyof Omit<EarlierLook, 'signs'>;

function textClaim(key: TextClaim, raw: string | null, limit: number): Claims {
  const text = raw === null ? null : cleanText(raw, limit);
  return text === null ? {} : { [key]: text };
}
