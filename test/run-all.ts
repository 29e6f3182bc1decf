/**
 * `npm test`: types, lint, unit, ports, end-to-end in a real Electron; the totals come last.
 * `npm run check` (`--fast`) stops after the unit tests.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

interface Totals {
  passed: number;
  failed: number;
  skipped: number;
}

const fast = process.argv.includes('--fast');
const root = join(import.meta.dirname, '..');
const scratch = mkdtempSync(join(tmpdir(), 'rounds-test-'));
const totals: Totals = { passed: 0, failed: 0, skipped: 0 };
let broken = false;

function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env },
    });
    child.on('error', () => resolve(127));
    child.on('exit', (code, signal) => resolve(code ?? (signal === null ? 1 : 128)));
  });
}

async function step(name: string, work: () => Promise<number>): Promise<void> {
  const beganAt = performance.now();
  process.stdout.write(`\n▸ ${name}\n`);
  const code = await work();
  const took = ((performance.now() - beganAt) / 1000).toFixed(1);
  process.stdout.write(`${code === 0 ? '✓' : '✗'} ${name}, ${took} s\n`);
  if (code !== 0) broken = true;
}

/** A step without test cases of its own counts as one. */
async function plainStep(name: string, work: () => Promise<number>): Promise<void> {
  await step(name, async () => {
    const code = await work();
    totals[code === 0 ? 'passed' : 'failed'] += 1;
    return code;
  });
}

const vitestReport = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  numTodoTests: z.int(),
});

async function vitest(project: string): Promise<number> {
  const report = join(scratch, `${project}.json`);
  const code = await run('vitest', [
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]);
  const found = vitestReport.parse(JSON.parse(readFileSync(report, 'utf8')));
  totals.passed += found.numPassedTests;
  totals.failed += found.numFailedTests;
  totals.skipped += found.numPendingTests + found.numTodoTests;
  return code;
}

const playwrightReport = z.object({
  stats: z.object({ expected: z.int(), unexpected: z.int(), flaky: z.int(), skipped: z.int() }),
});

async function endToEnd(): Promise<number> {
  const report = join(scratch, 'e2e.json');
  const code = await run(
    'playwright',
    ['test', '-c', 'test/e2e/playwright.config.ts', '--reporter=list,json'],
    { PLAYWRIGHT_JSON_OUTPUT_NAME: report },
  );
  const { stats } = playwrightReport.parse(JSON.parse(readFileSync(report, 'utf8')));
  totals.passed += stats.expected;
  totals.failed += stats.unexpected + stats.flaky;
  totals.skipped += stats.skipped;
  return code;
}

async function types(): Promise<number> {
  const codes: number[] = [];
  for (const project of ['shared', 'electron', 'renderer', 'test'])
    codes.push(await run('tsc', ['-p', project]));
  return Math.max(...codes);
}

await plainStep('types', types);
await plainStep('lint, no warnings', () => run('biome', ['check', '--error-on-warnings', '.']));
await step('unit', () => vitest('unit'));
if (!fast) {
  await step('ports', () => vitest('ports'));
  await plainStep('build', () => run('electron-vite', ['build', '--logLevel', 'warn']));
  await step('end to end', endToEnd);
}
rmSync(scratch, { recursive: true, force: true });
if (broken && totals.failed === 0) totals.failed = 1;
process.stdout.write(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped\n`);
process.exitCode = totals.failed === 0 ? 0 : 1;
