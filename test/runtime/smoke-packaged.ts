import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import manifest from '../../package.json' with { type: 'json' };
import { withDisplay } from './display.ts';
import { packedExecutables } from './read-fuses.ts';

/** A cold start of a packed app on a hosted build machine. */
const startTimeoutMs = 90_000;
const answerTimeoutMs = 30_000;

/**
 * Starts the packed app once, as a person would, and asks its page what it is. Playwright cannot: the fuse that stops
 * the inspector stops it too. The page is reached over Chromium's own debugging port, on loopback, for this one start.
 */
async function smoke(executable: string): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'rounds-smoke-'));
  const args = ['--demo', `--data-dir=${dataDir}`, '--interfaces=none', '--remote-debugging-port=0'];
  // The cookie key of an unsigned build would make macOS ask a person.
  if (process.platform === 'darwin') args.push('--use-mock-keychain');
  const app = spawn(executable, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  const exited = new Promise<void>((resolve) => app.once('exit', () => resolve()));
  const failed = exited.then(() => Promise.reject(new Error(`the app ended with code ${app.exitCode}`)));
  try {
    const about = await Promise.race([askPage(dataDir), failed]);
    if (about.appVersion !== manifest.version) throw new Error(`it says version ${about.appVersion}`);
    console.log(
      `Rounds ${about.appVersion} on Electron ${about.electronVersion}: window open, engine connected`,
    );
  } finally {
    app.kill();
    await exited;
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  }
}

const aboutShape = z.object({ appVersion: z.string(), electronVersion: z.string(), demo: z.literal(true) });

async function askPage(dataDir: string): Promise<z.infer<typeof aboutShape>> {
  const address = await pageAddress(join(dataDir, 'window/DevToolsActivePort'));
  return aboutShape.parse(
    await evaluate(
      address,
      `new Promise((answer, refuse) => rounds.engine.listen(({ kind }) =>
        kind === 'connected' && rounds.shell.ask('about', {}).then(answer, refuse)))`,
    ),
  );
}

/** Chromium writes its port into this file; the page is listed once it has committed. */
async function pageAddress(portFile: string): Promise<string> {
  const giveUpAtMs = Date.now() + startTimeoutMs;
  const targets = z.array(z.object({ url: z.string(), webSocketDebuggerUrl: z.string() }));
  while (Date.now() < giveUpAtMs) {
    await delay(200);
    const port = (await readFile(portFile, 'utf8').catch(() => '')).split('\n')[0];
    if (!port) continue;
    const answer = await fetch(`http://127.0.0.1:${port}/json/list`, { signal: AbortSignal.timeout(5_000) });
    const page = targets.parse(await answer.json()).find(({ url }) => url.startsWith('app://rounds/'));
    if (page !== undefined) return page.webSocketDebuggerUrl;
  }
  throw new Error(`no page within ${startTimeoutMs / 1000} s`);
}

const evaluationShape = z.object({
  result: z.object({ result: z.object({ value: z.unknown() }), exceptionDetails: z.unknown().optional() }),
});

async function evaluate(address: string, expression: string): Promise<unknown> {
  const socket = new WebSocket(address);
  const answer = await new Promise<unknown>((resolve, reject) => {
    AbortSignal.timeout(answerTimeoutMs).onabort = () => reject(new Error('the engine never connected'));
    socket.onerror = () => reject(new Error('the debugging port closed'));
    socket.onmessage = ({ data }) => resolve(JSON.parse(String(data)));
    socket.onopen = () =>
      socket.send(
        JSON.stringify({
          id: 1,
          method: 'Runtime.evaluate',
          params: { expression, awaitPromise: true, returnByValue: true },
        }),
      );
  });
  socket.close();
  const { result } = evaluationShape.parse(answer);
  if (result.exceptionDetails !== undefined) throw new Error(JSON.stringify(result.exceptionDetails));
  return result.result.value;
}

function executableIn(path: string): string {
  return path.endsWith('.app') ? join(path, 'Contents/MacOS/Rounds') : path;
}

const named = process.argv.slice(2);
// An Apple machine of one kind packs for both, and starts its own kind.
const foreign = process.arch === 'arm64' ? 'dist/mac/' : 'dist/mac-arm64/';
const packed = packedExecutables().filter((path) => !path.replaceAll('\\', '/').includes(foreign));
const executables = named.length > 0 ? named : packed;
if (executables.length === 0) throw new Error('nothing packed here: run electron-builder first');
await withDisplay(async () => {
  for (const executable of executables) await smoke(executableIn(executable));
});
