/** `rounds`: whatever a screen does, from a terminal, with the same engine and a `--json` answer. */
import manifest from '../../package.json' with { type: 'json' };
import { FailureError } from '../../shared/failure/failure.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { readOptions } from './options.ts';
import { createReport } from './report.ts';
import { openSession } from './session.ts';
import { UsageError, usage } from './usage.ts';
import { verbs } from './verbs/all-verbs.ts';

async function main(): Promise<ExitCode> {
  const options = readOptions(process.argv.slice(2), process.env);
  if (options.help || options.verb === '') {
    process.stdout.write(usage);
    return options.help ? exitCodes.ok : exitCodes.usage;
  }
  const verb = Object.hasOwn(verbs, options.verb) ? verbs[options.verb] : undefined;
  if (verb === undefined) throw new UsageError(`there is no verb "${options.verb}"`);
  const stopping = new AbortController();
  process.once('SIGINT', () => stopping.abort(new Error('Ctrl-C')));
  process.once('SIGTERM', () => stopping.abort(new Error('asked to end')));
  const report = createReport(options.json);
  const session = openSession(options, manifest.version, stopping.signal);
  try {
    return await verb({ session, options, report });
  } catch (error) {
    if (error instanceof UsageError) throw error;
    if (stopping.signal.aborted) {
      report.progress('Stopped. What was finished is kept.');
      return exitCodes.cancelled;
    }
    if (!(error instanceof FailureError)) {
      report.failure({ code: 'unexpected', facts: { reference: session.reference(error) } });
      return exitCodes.bug;
    }
    report.failure(error.failure);
    return error.failure.code === 'unexpected' ? exitCodes.bug : exitCodes.failed;
  } finally {
    await session.close();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n\n${usage}`);
  process.exitCode = exitCodes.usage;
}
