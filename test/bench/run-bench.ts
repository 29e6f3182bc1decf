/** `npm run bench -- <name> [word …] [--json]`: measures against a named peer in the same run. */
import { parseArgs } from 'node:util';
import type { BenchReport, Figure } from './bench-report.ts';

const benches: Readonly<Record<string, () => Promise<(words: readonly string[]) => Promise<BenchReport>>>> = {
  start: async () => (await import('./start-bench.ts')).startBench,
  record: async () => (await import('./record-bench.ts')).recordBench,
  'find-mdns': async () => (await import('./find-mdns-bench.ts')).findMdnsBench,
  'find-sweep': async () => (await import('./find-sweep-bench.ts')).findSweepBench,
};

const { values, positionals } = parseArgs({
  options: { json: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const [name = '', ...words] = positionals;
const load = Object.hasOwn(benches, name) ? benches[name] : undefined;
if (load === undefined) {
  process.stderr.write(`npm run bench -- <${Object.keys(benches).join(' | ')}> [--json]\n`);
  process.exit(2);
}
const report = await (await load())(words);
if (values.json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
else
  for (const line of [`${report.bench} on ${report.runtime}`, ...report.figures.map(lineOf)])
    process.stdout.write(`${line}\n`);
process.exit(0);

function lineOf({ name: what, value, unit, goal, met, peer }: Figure): string {
  const verdict = goal === null ? '' : `  ${met === true ? 'met' : 'MISSED'}: goal ${goal} ${unit}`;
  return `  ${what.padEnd(34)} ${String(value).padStart(10)} ${unit}${verdict}${peer === null ? '' : `  against ${peer}`}`;
}
