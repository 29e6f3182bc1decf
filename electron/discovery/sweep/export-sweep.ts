/** Writes the log of a sweep for the hospital's security team: a table, signed so that stock minisign verifies it. */

import { basename } from 'node:path';
import { sweepLogHeader, sweepLogRow } from '../../../shared/domain/discovery/sweep/sweep-log.ts';
import type { SweepExport } from '../../../shared/domain/discovery/sweep-report.ts';
import type { Enrolment } from '../../../shared/domain/sites/pack.ts';
import { failed } from '../../../shared/failure/failure.ts';
import {
  createMinisignHash,
  type MinisignSigner,
  minisignPublicKeyLine,
  signMinisign,
} from '../../security/minisign-sign.ts';
import type { ExportDraft, OpenExport, StoredSweep, SweepLog } from './sweep-ports.ts';

export interface ExportPorts {
  readonly sweeps: SweepLog;
  readonly openExport: OpenExport;
  /** The key by which this laptop signs. */
  readonly signer: (deviceId: string) => MinisignSigner;
}

/** Rows written at once: about 100 kB. */
const PAGE = 2000;
const SIGNATURE = '.minisig';
const PUBLIC_KEY = '.pub';

/** Throws `sweep-unknown` and `sweep-log-unwritable`; then nothing was written. */
export async function exportSweep(
  { sweepId, path }: { readonly sweepId: string; readonly path: string },
  { site, device }: Enrolment,
  { sweeps, openExport, signer }: ExportPorts,
): Promise<SweepExport> {
  const sweep = sweeps.find(site, sweepId);
  if (sweep === null) throw failed('sweep-unknown', { sweep: sweepId });
  const key = signer(device.id);
  const publicKey = minisignPublicKeyLine(key);
  const draft = openExport(path);
  try {
    const blake2b512 = await writeTable(draft, sweep, { sweeps, publicKey, file: basename(path) });
    const trustedComment = [
      `sweep ${sweep.id} of ${sweep.range}`,
      `started ${new Date(sweep.startedAtMs).toISOString()}`,
      `device ${device.id}`,
      `public key ${publicKey}`,
    ].join(', ');
    await draft.append(SIGNATURE, signMinisign(key, { blake2b512, trustedComment }));
    await draft.append(
      PUBLIC_KEY,
      `untrusted comment: public key of Rounds laptop ${device.id}\n${publicKey}\n`,
    );
    await draft.publish();
  } catch (error) {
    await draft.discard();
    throw error;
  }
  return { path, signaturePath: `${path}${SIGNATURE}`, publicKeyPath: `${path}${PUBLIC_KEY}` };
}

interface TableParts {
  readonly sweeps: SweepLog;
  readonly publicKey: string;
  readonly file: string;
}

/** Gives the hash that is to be signed. */
async function writeTable(
  draft: ExportDraft,
  sweep: StoredSweep,
  { sweeps, publicKey, file }: TableParts,
): Promise<Uint8Array> {
  const hash = createMinisignHash();
  const append = async (text: string): Promise<void> => {
    hash.update(Buffer.from(text, 'utf8'));
    await draft.append('', text);
  };
  await append(
    sweepLogHeader({
      ...sweep,
      ...sweep.details,
      endedAtMs: sweep.end?.endedAtMs ?? null,
      ending: sweep.end?.ending ?? null,
      publicKey,
      file,
    }),
  );
  for (let after = 0; ; ) {
    const page = sweeps.page(sweep.id, after, PAGE);
    if (page.length > 0) await append(page.map(sweepLogRow).join(''));
    after = page.at(-1)?.number ?? after;
    if (page.length < PAGE) return hash.digest();
  }
}
