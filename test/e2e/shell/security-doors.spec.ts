/** Electron's security list, items 15 to 20, and the network: what passes between the page and the world, and what is packed. */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { expect, test } from 'playwright/test';
import { parse } from 'yaml';
import manifest from '../../../package.json' with { type: 'json' };
import { type FuseName, wantedFuses } from '../../runtime/read-fuses.ts';
import { projectFolder } from '../../runtime/runtime-cache.ts';
import { askShell, type ShellApp, startShell } from './shell-app.ts';

let shell: ShellApp;
test.beforeAll(async () => {
  shell = await startShell();
});
test.afterAll(() => shell.close());

const ask = (name: unknown, input: unknown) => askShell(shell.page, name, input);

test('15 links are opened by name, from a fixed table of https addresses', async () => {
  const opened = await shell.app.evaluateHandle(({ shell: desktop }) => {
    const addresses: string[] = [];
    desktop.openExternal = async (address: string) => void addresses.push(address);
    return addresses;
  });
  for (const name of ['https://example.org/', 'file:///etc/hostname', 'toString', '__proto__', '']) {
    expect(await ask('openLink', { name })).toEqual({ refused: expect.stringContaining('refused: ') });
  }
  expect(await opened.jsonValue()).toEqual([]);
  expect(await ask('openLink', { name: 'talos-documentation' })).toEqual({ answer: undefined });
  expect(await opened.jsonValue()).toEqual([expect.stringMatching(/^https:\/\//)]);
});

test('16 what is packed is the Electron that package.json pins', () => {
  expect(manifest.devDependencies.electron).toMatch(/^\d+\.\d+\.\d+$/);
  expect(Number.parseInt(manifest.devDependencies.electron, 10)).toBeGreaterThanOrEqual(43);
  const packing = Object.keys(packConfig());
  expect(packing.filter((name) => ['electronVersion', 'electronDist'].includes(name))).toEqual([]);
});

test('17 the shell answers only the page itself, and only what the contract knows', async () => {
  const hostile: readonly (readonly [unknown, unknown])[] = [
    ['__proto__', {}],
    ['constructor', {}],
    ['themeChanged', {}],
    [42, {}],
    ['about', { extra: 'x'.repeat(1_000_000) }],
    ['setTheme', { theme: { toString: 'dark' } }],
    ['chooseSave', { purpose: 'bundle', suggestedName: '../../../etc/passwd' }],
    ['showInFolder', { path: '/etc/passwd' }],
    ['showInFolder', { path: `${shell.dataDir}/../..` }],
  ];
  for (const [name, input] of hostile) {
    expect(await ask(name, input)).toEqual({ refused: expect.stringContaining('refused: ') });
  }
  // In another page the same preload finds its doors closed, and a frame inside ours has none.
  const elsewhere = await shell.app.evaluate(async ({ app, BrowserWindow }) => {
    const preload = `${app.getAppPath()}/out/preload/preload.cjs`;
    const other = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } });
    await other.loadURL('about:blank');
    const outcome: unknown = await other.webContents.executeJavaScript(
      `rounds.shell.ask('about', {}).then(() => 'answered', (error) => error.message)`,
    );
    other.destroy();
    return outcome;
  });
  expect(elsewhere).toContain('No handler registered');
  const inFrame = await shell.page.evaluate(() => {
    const frame = document.createElement('iframe');
    document.body.append(frame);
    const doors = frame.contentWindow?.rounds;
    frame.remove();
    return typeof doors;
  });
  expect(inFrame).toBe('undefined');
});

test('17 a folder is shown for a path that the person chose, and for what is ours', async () => {
  const shown = await shell.app.evaluateHandle(({ dialog, shell: desktop }) => {
    const paths: string[] = [];
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: ['/chosen/pack.json'] });
    desktop.showItemInFolder = (path: string) => void paths.push(path);
    return paths;
  });
  expect(await ask('showInFolder', { path: '/chosen/pack.json' })).toHaveProperty('refused');
  expect(await ask('chooseFile', { purpose: 'pack' })).toEqual({ answer: '/chosen/pack.json' });
  expect(await ask('showInFolder', { path: '/chosen/pack.json' })).toEqual({ answer: undefined });
  const own = join(shell.dataDir, 'keystore.json');
  expect(await ask('showInFolder', { path: own })).toEqual({ answer: undefined });
  expect(await ask('showInFolder', { path: '/chosen/other.json' })).toHaveProperty('refused');
  expect(await shown.jsonValue()).toEqual(['/chosen/pack.json', own]);
});

test('18 the page comes from its own scheme, which reads and never leaves its folder', async () => {
  const statuses = await shell.page.evaluate(async () => {
    const status = async (address: string, method = 'GET') =>
      fetch(address, { method }).then(
        (answer) => answer.status,
        () => 'refused',
      );
    return {
      page: await status('app://rounds/'),
      post: await status('app://rounds/', 'POST'),
      traversal: await status('app://rounds/..%2fmain%2fmain.js'),
      missing: await status('app://rounds/none.js'),
      otherHost: await status('app://other/'),
    };
  });
  expect(statuses).toEqual({ page: 200, post: 405, traversal: 404, missing: 404, otherHost: 'refused' });
});

test('19 every fuse that the packer offers is set as wanted', () => {
  const { resetAdHocDarwinSignature: _, ...fuses } = packConfig().electronFuses ?? {};
  const names = Object.keys(wantedFuses) as FuseName[];
  const wanted = names
    .filter((name) => name !== 'WasmTrapHandlers')
    .map((name) => [`${name.charAt(0).toLowerCase()}${name.slice(1)}`, wantedFuses[name]]);
  expect(fuses).toEqual(Object.fromEntries(wanted));
  expect(packConfig()).not.toHaveProperty('disableAsarIntegrity');
});

test('20 the page has four doors, and no event passes through them', async () => {
  const doors = await shell.page.evaluate(() =>
    Object.fromEntries(Object.entries(window.rounds).map(([name, door]) => [name, Object.keys(door)])),
  );
  expect(doors).toEqual({ engine: ['post', 'listen'], shell: ['ask', 'on'] });
  const told = await shell.page.evaluateHandle(() => {
    const calls: unknown[][] = [];
    window.rounds.shell.on('themeChanged', (...args) => void calls.push(args));
    return calls;
  });
  await ask('setTheme', { theme: 'dark' });
  await expect.poll(() => told.jsonValue()).toContainEqual([{ dark: true }]);
  expect((await told.jsonValue()).map((args) => args.length)).not.toContain(2);
  await ask('setTheme', { theme: 'system' });
});

test.describe('the network', () => {
  let server: Server;
  let seen: string[];
  let address: string;
  test.beforeAll(async () => {
    seen = [];
    server = createServer((request, response) => {
      seen.push(request.url ?? '');
      response.end('reached');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const bound = server.address();
    address = `127.0.0.1:${typeof bound === 'object' && bound !== null ? bound.port : 0}`;
  });
  test.afterAll(() => {
    server.close();
  });

  test('nothing that the page asks of the network leaves it', async () => {
    await shell.page.evaluate(async (host) => {
      const settled = (element: HTMLElement) =>
        new Promise<void>((resolve) => {
          element.onload = element.onerror = () => resolve();
          document.body.append(element);
        });
      const image = new Image();
      image.src = `http://${host}/image`;
      const script = document.createElement('script');
      script.src = `http://${host}/script`;
      const attempts = [
        fetch(`http://${host}/fetch`, { mode: 'no-cors' }).catch(() => {}),
        settled(image),
        settled(script),
        new Promise<void>((resolve) => {
          try {
            new WebSocket(`ws://${host}/socket`).onerror = () => resolve();
          } catch {
            resolve();
          }
        }),
      ];
      navigator.sendBeacon(`http://${host}/beacon`);
      await Promise.all(attempts);
    }, address);
    expect(seen).toEqual([]);
  });

  test('the session refuses what the policy would let through', async () => {
    const outcome = await shell.app.evaluate(
      ({ session }, host) =>
        session.defaultSession.fetch(`http://${host}/session`).then(
          () => 'reached',
          (error: unknown) => String(error),
        ),
      address,
    );
    expect(outcome).toContain('ERR_BLOCKED_BY_CLIENT');
    expect(seen).toEqual([]);
  });
});

function packConfig(): Readonly<Record<string, unknown>> & {
  readonly electronFuses?: Record<string, unknown>;
} {
  return parse(readFileSync(join(projectFolder, 'electron-builder.yml'), 'utf8'));
}
