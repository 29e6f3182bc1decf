import { words } from '../../../shared/words/words.ts';
import { exitCodes } from '../exit-codes.ts';
import { UsageError } from '../usage.ts';
import { slotNamed } from './slot-named.ts';
import type { Verb } from './verb.ts';

/** Frees a planned place whose machine was exchanged; the reason goes on record. */
export const release: Verb = async ({ session, options, verb }) => {
  const [typed = ''] = options.words;
  const { reason } = options;
  if (reason === null || reason.trim() === '') throw new UsageError('release needs --reason TEXT', verb);
  const slot = await slotNamed(session, typed);
  await session.ask('nodes.release', { slotId: slot.id, reason });
  return {
    exit: exitCodes.ok,
    data: { released: slot.label },
    lines: [words('cli.released', { label: slot.label })],
  };
};
