import { readFile } from 'node:fs/promises';
import type { AskedList } from '../../../../shared/domain/discovery/asked-list.ts';
import type { SweepReport } from '../../../../shared/domain/discovery/sweep-report.ts';
import { words } from '../../../../shared/words/words.ts';
import { UsageError } from '../../usage.ts';
import type { VerbInput } from '../verb.ts';
import { sweepRange } from './sweep-range.ts';

/** What the contract takes; a longer list is no list of a site's nodes. */
const LIST_LIMIT_BYTES = 200_000;

/** Asks the addresses and the list that were named, and sweeps the range, one after the other. */
export async function askAsTold(
  input: VerbInput,
): Promise<{ readonly list: AskedList | null; readonly sweep: SweepReport | null }> {
  await askAddresses(input);
  return { list: await askList(input), sweep: await sweepRange(input) };
}

async function askAddresses({ session, options, output }: VerbInput): Promise<void> {
  for (const typed of options.addresses) {
    const node = await session.ask('discovery.addTyped', { typed });
    const key = node === null ? 'discovery.typed.silent' : 'discovery.typed.found';
    output.step(words(key, { typed, name: node?.name ?? '' }));
  }
}

async function askList({ session, options, output, verb }: VerbInput): Promise<AskedList | null> {
  if (options.list === null) return null;
  const text = await readFile(options.list, 'utf8').catch((error: Error) => {
    throw new UsageError(`--list: ${error.message}`, verb);
  });
  if (text.length > LIST_LIMIT_BYTES)
    throw new UsageError(`--list: ${options.list} is longer than ${LIST_LIMIT_BYTES} bytes`, verb);
  return await session.job(
    'discovery.addList',
    { text },
    {
      onProgress: ({ done, total }) => output.count(words('cli.list.progress', { done, total })),
    },
  );
}
