import { resolve } from 'node:path';
import { exitCodes } from '../exit-codes.ts';
import { table } from '../report.ts';
import { UsageError } from '../usage.ts';
import { check } from './check.ts';
import { find } from './find.ts';
import { provision } from './provision.ts';
import type { Verb } from './verb.ts';

const enrol: Verb = async ({ session, options, report }) => {
  const [file] = options.rest;
  if (file === undefined) throw new UsageError('enrol needs a file');
  const { enrolment } = await session.ask('sites.enrol', { path: resolve(file) });
  report.data(enrolment);
  report.say(
    enrolment.state === 'enrolled'
      ? `Enrolled in ${enrolment.region} for ${enrolment.engineer}`
      : 'Not enrolled',
  );
  return exitCodes.ok;
};

const prepare: Verb = async ({ session, report }) => {
  const pack = await session.job('sites.prepare', {}, ({ stage, done, total }) =>
    report.progress(`${stage} ${done}/${total}`),
  );
  report.data(pack);
  report.say(
    `Pack ${pack.version} for ${pack.siteName}, valid until ${pack.expiresAt}, ${pack.imagesHere} of ${pack.imagesTotal} images here`,
  );
  return exitCodes.ok;
};

const pack: Verb = async ({ session, options, report }) => {
  const [what, file] = options.rest;
  if (what !== 'verify' || file === undefined) throw new UsageError('the only use is: pack verify FILE');
  const summary = await session.ask('sites.verifyPack', { path: resolve(file) });
  report.data(summary);
  report.say(
    `Pack ${summary.version} for ${summary.siteName} in ${summary.region}: signature good, valid until ${summary.expiresAt}`,
  );
  return exitCodes.ok;
};

const bundle: Verb = async ({ session, options, report }) => {
  const sources = (await session.ask('bundles.sources', {}))
    .filter(({ byDefault }) => byDefault)
    .map(({ id }) => id);
  const path = options.out === null ? null : resolve(options.out);
  const record = await session.job('bundles.create', { sources, path }, ({ stage, done, total, what }) =>
    report.progress(`${stage} ${done}/${total} ${what}`),
  );
  report.data(record);
  report.say(
    `${record.path}\nsha256 ${record.sha256}, ${record.sizeBytes} bytes, ${record.verified ? 'verified' : 'NOT verified'}`,
  );
  for (const { collector, why, detail } of record.manifest.missing)
    report.say(`missing: ${collector} (${why}) ${detail}`);
  return record.verified && record.manifest.missing.length === 0 ? exitCodes.ok : exitCodes.attention;
};

const sync: Verb = async ({ session, report }) => {
  const status = await session.job('sync.now', {}, ({ unsent }) => report.progress(`${unsent} to go`));
  report.data(status);
  report.say(`${status.confirmed} confirmed, ${status.unsent} unsent, ${status.needsYou} need you`);
  return status.unsent === 0 && status.needsYou === 0 ? exitCodes.ok : exitCodes.attention;
};

const status: Verb = async ({ session, report }) => {
  const overview = await session.ask('sites.overview', {});
  report.data(overview);
  for (const line of table(overview.tasks.map(({ id, state, reason }) => [state, id, reason])))
    report.say(line);
  return overview.tasks.some(({ state }) => state === 'needs-you') ? exitCodes.attention : exitCodes.ok;
};

/** Every verb of the command line. */
export const verbs: Readonly<Record<string, Verb>> = {
  enrol,
  prepare,
  pack,
  find,
  check,
  provision,
  bundle,
  sync,
  status,
};
