import { resolve } from 'node:path';
import { words } from '../../../shared/words/words.ts';
import { exitCodes } from '../exit-codes.ts';
import { packLines } from '../say/pack-lines.ts';
import type { Verb } from './verb.ts';

/** Verifies a pack from a file as if it were taken into use, and changes nothing. */
export const packVerify: Verb = async ({ session, options }) => {
  const [file = ''] = options.words;
  const pack = await session.ask('sites.verifyPack', { path: resolve(file) });
  return { exit: exitCodes.ok, data: { pack }, lines: [words('cli.pack.good'), ...packLines(pack)] };
};
