import type { NodeLink } from '../../nodes/node-link.ts';
import type { CollectorOutput } from '../run-collectors.ts';
import { collectEach } from './collect-each.ts';

/** Of each log so much is asked for: a day of an ordinary service, and of the kernel everything since it started. */
const LINES = 5000;
const LIMIT_BYTES = 2 * 1024 * 1024;

/** Kernel log, service states, and every log that the node keeps. */
export async function collectNodeLogs(
  link: NodeLink,
  folder: string,
  out: CollectorOutput,
  signal: AbortSignal,
): Promise<void> {
  await collectEach(['dmesg', 'services'], out, async (what) => {
    if (what === 'services') {
      await out.add({ path: `${folder}/services.json`, value: await link.services(signal) });
    } else {
      const text = wholeLines(await link.dmesg({ limitBytes: LIMIT_BYTES }, signal));
      await out.add({ path: `${folder}/dmesg.log`, text, format: 'text' });
    }
  });
  await collectEach(await link.logIds(signal), out, async (id) => {
    const text = await link.log(id, { tailLines: LINES, limitBytes: LIMIT_BYTES }, signal);
    await out.add({ path: `${folder}/logs/${id}.log`, text: wholeLines(text), format: 'text' });
  });
}

/** A log that was cut may begin or end in the middle of a value, and half a secret is one that no rule knows. */
function wholeLines(text: string): string {
  if (text.length < LIMIT_BYTES - 4) return text;
  const first = text.indexOf('\n');
  const last = text.lastIndexOf('\n');
  return first === -1 || last <= first ? '' : text.slice(first + 1, last + 1);
}
