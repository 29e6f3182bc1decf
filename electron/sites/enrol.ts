import { type Enrolment, enrolmentSchema } from '../../shared/domain/sites/pack.ts';
import { failed } from '../../shared/failure/failure.ts';
import { readMinisignKey } from '../security/minisign.ts';
import type { FileReader } from './sites-ports.ts';
import { firstIssue } from './verify-pack.ts';

/** Real ones have about 3 KiB. */
const ENROLMENT_LIMIT_BYTES = 64 * 1024;

/** Reads an enrolment file. Throws `enrolment-unreadable` with what is wrong, never with what is in it. */
export async function readEnrolment(files: FileReader, path: string): Promise<Enrolment> {
  const content = await files.read(path, ENROLMENT_LIMIT_BYTES);
  if (content === null) throw failed('enrolment-unreadable', { detail: 'no file' });
  if (content.state === 'too-large') {
    throw failed('enrolment-unreadable', { detail: `${content.sizeBytes} bytes` });
  }
  const parsed = enrolmentSchema.safeParse(parseJson(content.bytes));
  if (!parsed.success) {
    throw failed('enrolment-unreadable', { detail: firstIssue(parsed.error) }, parsed.error);
  }
  if (readMinisignKey(parsed.data.packKey) === null) {
    throw failed('enrolment-unreadable', { detail: 'packKey: not a key' });
  }
  return parsed.data;
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    // The parser quotes the file, which holds the device's token, in its message: not kept as a cause.
    throw failed('enrolment-unreadable', { detail: 'not JSON' });
  }
}

/**
 * Whether this laptop may become what the enrolment says. Throws `enrolment-other-region` (one laptop, one region)
 * and `enrolment-work-unsent` (another device could not send what this one recorded).
 */
export function assertMayBecome(next: Enrolment, held: Enrolment | null, hasUnsentWork: () => boolean): void {
  if (held === null) return;
  if (held.region !== next.region) {
    throw failed('enrolment-other-region', { region: held.region, offered: next.region });
  }
  if (held.device.id !== next.device.id) {
    if (hasUnsentWork()) throw failed('enrolment-work-unsent', { device: held.device.id });
  } else if (held.site !== next.site) {
    // A device's chain belongs to one site; another site is another enrolment, with a device id of its own.
    throw failed('enrolment-unreadable', { detail: `device.id: belongs to ${held.site}` });
  }
}
