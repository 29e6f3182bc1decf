import { resolve } from 'node:path';
import { words } from '../../../shared/words/words.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Verb } from './verb.ts';

/** Reads an enrolment file. */
export const enrol: Verb = async ({ session, options }) => {
  const [file = ''] = options.words;
  const { enrolment } = await session.ask('sites.enrol', { path: resolve(file) });
  if (enrolment.state === 'none') throw new Error('enrolled, and yet not');
  const { region, engineer, consoleUrl } = enrolment;
  return {
    exit: exitCodes.ok,
    data: { enrolment },
    lines: [words('cli.enrolled', { region, engineer }), words('cli.enrolled.console', { consoleUrl })],
  };
};
