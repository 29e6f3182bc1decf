import { generateKeyPairSync } from 'node:crypto';
import {
  createMinisignHash,
  type MinisignSigner,
  minisignPublicKeyLine,
  signMinisign,
} from '../../../electron/security/minisign-sign.ts';
import type { Pack } from '../../../shared/domain/sites/pack.ts';
import { signCertificate } from '../../hospital/node/tls/certificate.ts';
import { samplePack } from '../sample-pack.ts';

/** A region that signs packs. */
export interface PackSigner {
  /** The line of an enrolment. */
  readonly packKey: string;
  sign(bytes: Uint8Array): string;
}

/** A region with a key of its own; `keyByte` tells two of them apart. */
export function createPackSigner(keyByte = 7): PackSigner {
  const signer: MinisignSigner = {
    key: generateKeyPairSync('ed25519').privateKey,
    keyId: new Uint8Array(8).fill(keyByte),
  };
  return {
    packKey: minisignPublicKeyLine(signer),
    sign: (bytes) => {
      const hash = createMinisignHash();
      hash.update(bytes);
      return signMinisign(signer, { blake2b512: hash.digest(), trustedComment: 'a pack' });
    },
  };
}

/** The sample pack for `st-example` in `eu-1`, with certificates that can be read and live ten years. */
export function realPack(change: Partial<Pack> = {}): Pack {
  const sample = samplePack();
  const pem = certificateUntil(new Date(Date.UTC(2036, 0)));
  return {
    ...sample,
    region: 'eu-1',
    site: { id: 'st-example', name: 'St. Example' },
    cluster: { ...sample.cluster, talosCa: pem, adminCertificate: pem },
    ...change,
  };
}

/** A certificate that ends then; nothing else about it matters here. */
export function certificateUntil(notAfter: Date): string {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const name = { organizations: ['os:admin'] };
  return signCertificate({
    subject: name,
    publicKey,
    issuer: { name, key: privateKey },
    isAuthority: false,
    purposes: [],
    names: [],
    notBefore: new Date(Date.UTC(2026, 0)),
    notAfter,
  });
}

/** The bytes of a pack as a console publishes them. */
export function packBytes(pack: Pack): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(pack));
}
