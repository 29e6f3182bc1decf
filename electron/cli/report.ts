import { type Failure, failureCodes } from '../../shared/failure/failure.ts';
import { type MessageValues, words } from '../../shared/words/words.ts';

/** Where the command line writes: data on stdout, progress and failures on stderr. */
export interface Report {
  /** One line for a person; silent with --json. */
  say(line: string): void;
  /** A line of progress on stderr; silent with --json. */
  progress(line: string): void;
  /** The answer as JSON; silent without --json. */
  data(value: unknown): void;
  failure(failure: Failure): void;
}

/** Writes for people or for programs. */
export function createReport(json: boolean): Report {
  const err = (line: string): void => void process.stderr.write(`${line}\n`);
  return {
    say: (line) => {
      if (!json) process.stdout.write(`${line}\n`);
    },
    progress: (line) => {
      if (!json) err(line);
    },
    data: (value) => {
      if (json) process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
    },
    failure: (failure) => {
      if (json) process.stdout.write(`${JSON.stringify({ failure })}\n`);
      for (const line of failureLines(failure)) err(line);
    },
  };
}

/** What happened · what it means · what to do now · code. */
export function failureLines({ code, facts }: Failure): readonly string[] {
  const values = facts as MessageValues;
  return [
    words(`failure.${code}.what`, values),
    words(`failure.${code}.means`, values),
    words(`failure.${code}.next`, values),
    failureCodes[code],
  ];
}

/** Rows as aligned columns. */
export function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths: number[] = [];
  for (const row of rows)
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, cell.length);
  return rows.map((row) =>
    row
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
