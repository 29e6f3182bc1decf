import { open } from 'node:fs/promises';
import type { RancherInventory } from '../../../../shared/domain/discovery/rancher-inventory.ts';
import { words } from '../../../../shared/words/words.ts';
import { UsageError } from '../../usage.ts';
import type { VerbInput } from '../verb.ts';

/** Reads the older sites from the Rancher server that was named; null when none was. */
export async function readRancher({
  session,
  options,
  output,
  verb,
}: VerbInput): Promise<RancherInventory | null> {
  if (options.rancher === null) return null;
  const { url, tokenFile, caFile } = options.rancher;
  const read = (path: string): Promise<string> =>
    startOf(path).catch((error: Error) => {
      throw new UsageError(error.message, verb);
    });
  const token = (await read(tokenFile)).trim();
  if (token === '') throw new UsageError(`${tokenFile} holds no token`, verb);
  const ca = caFile === null ? null : await read(caFile);
  return await session.job(
    'discovery.readRancher',
    { url, token, ca },
    {
      onProgress: (counts) => output.count(words('cli.rancher.progress', counts)),
    },
  );
}

/** A token is short and a certificate authority a few kilobytes; more than the engine takes is not read. */
const FILE_LIMIT_BYTES = 65_537;

async function startOf(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(FILE_LIMIT_BYTES), 0, FILE_LIMIT_BYTES, null);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}
