/**
 * `rounds`: whatever a screen does, from a terminal, with the same engine and a `--json` answer. Here only what a
 * person typed is understood; the engine is loaded when there is something to ask it.
 */
import manifest from '../../package.json' with { type: 'json' };
import type { Failure } from '../../shared/failure/failure.ts';
import { keepCompiled } from './compile-cache.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { type Command, readCommand } from './options.ts';
import { createOutput, type Ending, type Output, surviveReaders } from './output.ts';
import { listenForStop } from './stop-signals.ts';
import { UsageError, usageOf, usageOfAll } from './usage.ts';
import { verbList } from './verb-list.ts';

/** By now everything is closed; what still keeps the process alive does not matter any more. */
const LINGER_MS = 1000;

const { stdout, stderr } = process;
const now = (): number => performance.now();
const args = process.argv.slice(2);
const output = createOutput({ out: stdout, err: stderr, json: args.includes('--json'), now });
surviveReaders([stdout, stderr], (exit, why) => {
  process.exitCode = exit;
  stderr.write(`The answer could not be written: ${why}\n`);
});

process.on('uncaughtException', (error) => process.exit(ended(output, faultEnding(error))));

process.exitCode = await main();
setTimeout(() => process.exit(), LINGER_MS).unref();

async function main(): Promise<ExitCode> {
  try {
    return await run(readCommand(args, process.env));
  } catch (error) {
    if (!(error instanceof UsageError)) return ended(output, faultEnding(error));
    const failure: Failure = { code: 'wrong-command', facts: { detail: error.message } };
    const usage = error.verb === null ? usageOfAll(verbList) : usageOf(error.verb);
    return ended(output, {
      exit: exitCodes.usage,
      data: { failure },
      lines: [],
      problems: [`rounds: ${error.message}`, '', usage],
    });
  }
}

async function run(command: Command): Promise<ExitCode> {
  if (command.kind === 'help') {
    stdout.write(command.verb === null ? usageOfAll(verbList) : usageOf(command.verb));
    return exitCodes.ok;
  }
  if (command.kind === 'version') {
    stdout.write(`${manifest.version}\n`);
    return exitCodes.ok;
  }
  const { verb, options } = command;
  const stopped: Ending = {
    exit: exitCodes.cancelled,
    data: { failure: { code: 'cancelled', facts: { what: `rounds ${verb.name}` } } satisfies Failure },
    lines: [],
    problems: ['Stopped. What was finished is kept.'],
  };
  const signal = listenForStop({
    signals: process,
    now,
    after: (delayMs, then) => setTimeout(then, delayMs).unref(),
    leave: () => process.exit(ended(output, stopped)),
  });
  keepCompiled(process.env);
  const { runVerb } = await import('./run-verb.ts');
  const ending = await runVerb({ verb, options, output, signal, appVersion: manifest.version });
  return ended(output, ending ?? stopped);
}

/** A fault that nothing above was ready for: there may be no log to find it in, so it is told whole. */
function faultEnding(error: unknown): Ending {
  const failure: Failure = { code: 'unexpected', facts: { reference: 'stderr' } };
  const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    exit: exitCodes.bug,
    data: { failure },
    lines: [],
    problems: ['Rounds met a fault of its own.', told],
  };
}

function ended({ end }: Output, ending: Ending): ExitCode {
  end(ending);
  return ending.exit;
}
