/** The one permission there is: the picture of a camera, for our page, while a label is scanned; and WebAssembly for its reader alone. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { expect, test } from 'playwright/test';
import { launchApp } from '../../runtime/launch-app.ts';
import { askShell, type ShellApp } from './shell-app.ts';

let shell: ShellApp;
test.beforeAll(async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'rounds-camera-'));
  // Without a device nothing is asked: the page would hear that there is none.
  const args = ['--use-fake-device-for-media-stream'];
  const { app, page } = await launchApp({ dataDir, interfaces: ['lo'], args });
  const close = async () => {
    await app.close();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  shell = { app, page, dataDir, close };
});
test.afterAll(() => shell.close());

const scan = (isScanning: boolean) => askShell(shell.page, 'setScanning', { isScanning });

/** What the page gets when it asks for these, and what it may believe it would get. */
function outcome(page: Page) {
  return page.evaluate(async () => {
    const got = (wanted: MediaStreamConstraints, from: Navigator = navigator) =>
      from.mediaDevices.getUserMedia(wanted).then(
        (stream) => {
          const kinds = stream.getTracks().map(({ kind }) => kind);
          for (const track of stream.getTracks()) track.stop();
          return kinds.join();
        },
        // By its name: the one of the frame is of another world.
        (error: { readonly name: string }) => error.name,
      );
    const state = (name: string) =>
      navigator.permissions.query({ name: name as PermissionName }).then((status) => status.state);
    const frame = document.createElement('iframe');
    document.body.append(frame);
    const inside = frame.contentWindow?.navigator;
    const results = {
      camera: await got({ video: true }),
      microphone: await got({ audio: true }),
      both: await got({ video: true, audio: true }),
      frame: inside === undefined ? 'absent' : await got({ video: true }, inside),
      states: await Promise.all(['microphone', 'geolocation', 'notifications'].map(state)),
      screen: await navigator.mediaDevices.getDisplayMedia({ video: true }).then(
        () => 'shown',
        () => 'refused',
      ),
    };
    frame.remove();
    return results;
  });
}

const nothing = {
  ...{ camera: 'NotAllowedError', microphone: 'NotAllowedError', both: 'NotAllowedError' },
  ...{ frame: 'NotAllowedError', screen: 'refused', states: ['denied', 'denied', 'denied'] },
};

test('no camera before a scan; then its picture, for the page itself, without sound; and none after', async () => {
  expect(await outcome(shell.page)).toEqual(nothing);
  expect(await scan(true)).toEqual({ answer: undefined });
  expect(await outcome(shell.page)).toEqual({ ...nothing, camera: 'video' });
  expect(await scan(false)).toEqual({ answer: undefined });
  expect(await outcome(shell.page)).toEqual(nothing);
});

test('a page that is loaded anew has no scan under way', async () => {
  await scan(true);
  await shell.page.reload();
  expect(await outcome(shell.page)).toEqual(nothing);
});

test('what the page says of a scan is parsed as everything else', async () => {
  for (const input of [{}, { isScanning: 'yes' }, { isScanning: true, sound: true }])
    expect(await askShell(shell.page, 'setScanning', input)).toHaveProperty('refused');
  expect(await outcome(shell.page)).toEqual(nothing);
});

/** The smallest module of WebAssembly, compiled by a script that the debugger did not write. */
const compileSmallest = () =>
  new Promise<string>((resolve) => {
    setTimeout(() => {
      WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])).then(
        () => resolve('compiled'),
        () => resolve('refused'),
      );
    });
  });

test('the page compiles no WebAssembly; its reader of codes does, and reaches nothing but us', async () => {
  const { page } = shell;
  expect(await page.evaluate(compileSmallest)).toBe('refused');
  const address = await scanWorkerAddress(page);
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(request.url ?? '');
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  try {
    const started = page.waitForEvent('worker');
    await page.evaluate((file) => void new Worker(file, { type: 'module' }), address);
    const worker = await started;
    expect(await worker.evaluate(compileSmallest)).toBe('compiled');
    const reached = await worker.evaluate(async (host) => {
      const ends = (work: Promise<unknown>) =>
        work.then(
          () => 'reached',
          () => 'refused',
        );
      return [
        await ends(fetch(`http://${host}/fetch`, { mode: 'no-cors' })),
        await ends(import(/* @vite-ignore */ `http://${host}/script.js`)),
      ];
    }, `127.0.0.1:${port}`);
    expect(reached).toEqual(['refused', 'refused']);
    expect(seen).toEqual([]);
  } finally {
    server.close();
  }
});

/** The file of the worker, as the page's own scripts name it. */
async function scanWorkerAddress(page: Page): Promise<string> {
  const found = await page.evaluate(async () => {
    const toRead = [...document.querySelectorAll<HTMLScriptElement>('script[src]')].map(({ src }) => src);
    const read = new Set<string>();
    for (let file = toRead.pop(); file !== undefined; file = toRead.pop()) {
      if (read.has(file)) continue;
      read.add(file);
      const text = await (await fetch(file)).text();
      const worker = /scan-worker-[\w-]+\.js/.exec(text)?.[0];
      if (worker !== undefined) return `app://rounds/assets/${worker}`;
      for (const [name] of text.matchAll(/[\w-]+-[\w-]{8}\.js/g)) toRead.push(`app://rounds/assets/${name}`);
    }
    return null;
  });
  if (found === null) throw new Error('no script of the page names the worker');
  return found;
}
