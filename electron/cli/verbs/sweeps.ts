import { resolve } from 'node:path';
import { words } from '../../../shared/words/words.ts';
import { exitCodes } from '../exit-codes.ts';
import { sweepTable } from '../say/sweep-table.ts';
import { UsageError } from '../usage.ts';
import type { Verb, VerbInput } from './verb.ts';

/** Lists the sweeps of this site; with `--export` writes the signed log of one. Touches no network. */
export const sweeps: Verb = async (input) => {
  const { session, options, verb } = input;
  if ((options.export === null) !== (options.out === null))
    throw new UsageError('--export ID and --out FILE go together', verb);
  if (options.export !== null && options.out !== null)
    return await exportLog(input, options.export, options.out);
  const list = await session.ask('discovery.sweeps', {});
  return {
    exit: exitCodes.ok,
    data: { sweeps: list },
    lines: list.length === 0 ? [words('discovery.sweeps.none')] : sweepTable(list),
  };
};

async function exportLog({ session }: VerbInput, sweepId: string, out: string) {
  const written = await session.ask('discovery.exportSweep', { sweepId, path: resolve(out) });
  const { path, signaturePath: signature, publicKeyPath: key } = written;
  return {
    exit: exitCodes.ok,
    data: { export: written },
    lines: [
      words('discovery.sweeps.saved', { path, signature, key }),
      words('discovery.sweeps.verify', { path, key }),
    ],
  };
}
