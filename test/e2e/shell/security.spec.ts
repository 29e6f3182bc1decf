/** Electron's security list, item by item, asserted on the running app where it shows and on what is packed where not. */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { expect, test } from 'playwright/test';
import { parse } from 'yaml';
import manifest from '../../../package.json' with { type: 'json' };
import { isRoot } from '../../runtime/app-environment.ts';
import { type FuseName, wantedFuses } from '../../runtime/read-fuses.ts';
import { projectFolder } from '../../runtime/runtime-cache.ts';
import { type ShellApp, startShell } from './shell-app.ts';

let shell: ShellApp;
test.beforeAll(async () => {
  shell = await startShell();
});
test.afterAll(() => shell.close());

/** The preferences that the page really runs with. */
const preferences = (): Promise<Readonly<Record<string, unknown>>> =>
  shell.app.evaluate(({ BrowserWindow }) => {
    const page = BrowserWindow.getAllWindows()[0]?.webContents;
    // Electron documents this call for exactly this purpose but leaves it out of its types.
    return page === undefined ? {} : Reflect.apply(Reflect.get(page, 'getLastWebPreferences'), page, []);
  });

/** How an ask of the shell ends: its answer, or the text of the refusal. */
const ask = (name: unknown, input: unknown) =>
  shell.page.evaluate(
    ([asked, given]) =>
      window.rounds.shell.ask(asked as string, given).then(
        (answer) => ({ answer }),
        (error: unknown) => ({ refused: error instanceof Error ? error.message : String(error) }),
      ),
    [name, input],
  );

test('1 only secure content of our own is loaded', async () => {
  await shell.page.reload();
  const loaded = await shell.page.evaluate(() => ({
    page: location.href.split('#')[0],
    isSecure: isSecureContext,
    resources: performance.getEntriesByType('resource').map(({ name }) => name),
  }));
  expect(loaded).toMatchObject({ page: 'app://rounds/', isSecure: true });
  expect(loaded.resources.length).toBeGreaterThan(0);
  expect(loaded.resources.filter((address) => !address.startsWith('app://rounds/'))).toEqual([]);
});

test('2 the page has nothing of Node', async () => {
  const globals = ['require', 'process', 'module', 'Buffer', 'global', '__dirname', 'electron'];
  const found = await shell.page.evaluate((names) => names.filter((name) => name in window), globals);
  expect(found).toEqual([]);
  const { nodeIntegration, nodeIntegrationInWorker, nodeIntegrationInSubFrames } = await preferences();
  expect([nodeIntegration, nodeIntegrationInWorker, nodeIntegrationInSubFrames].filter(Boolean)).toEqual([]);
});

test('3 the page cannot reach into the preload, nor replace its doors', async () => {
  expect(await preferences()).toMatchObject({ contextIsolation: true });
  const outcome = await shell.page.evaluate(() => {
    try {
      Object.assign(window, { rounds: 'mine' });
      return 'replaced';
    } catch (error) {
      return error instanceof TypeError ? 'refused' : String(error);
    }
  });
  expect(outcome).toBe('refused');
  expect(typeof (await shell.page.evaluate(() => typeof window.rounds.shell.ask))).toBe('string');
  expect(await ask('about', {})).toMatchObject({ answer: { demo: true } });
});

test('4 the page runs in the sandbox', async () => {
  // The preload opens its doors only where process.sandboxed is true, so that they are there is one half.
  expect(await shell.page.evaluate(() => Object.keys(window.rounds))).toEqual(['engine', 'shell']);
  expect(await preferences()).toMatchObject({ sandbox: true });
  const { isForced, pid } = await shell.app.evaluate(({ app, BrowserWindow }) => ({
    isForced: app.commandLine.hasSwitch('enable-sandbox'),
    pid: BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId(),
  }));
  // As root Electron starts only with --no-sandbox, which takes away the system's half and leaves the rest.
  expect(isForced).toBe(!isRoot);
  if (process.platform !== 'linux') return;
  const seccompMode = /^Seccomp:\s*(\d)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  expect(seccompMode).toBe(isRoot ? '0' : '2');
});

test('5 every permission and device is denied, asked or checked', async () => {
  const outcome = await shell.page.evaluate(async () => {
    const names = ['geolocation', 'notifications', 'camera', 'microphone', 'clipboard-read', 'midi'];
    const states = names.map((name) =>
      navigator.permissions.query({ name: name as PermissionName }).then(({ state }) => state),
    );
    const failure = (work: Promise<unknown>) =>
      work.then(
        () => 'allowed',
        (error: unknown) => (error instanceof Error || error instanceof DOMException ? error.name : '?'),
      );
    // Chromium has these three; the types of the DOM do not.
    const device = async (name: 'serial' | 'hid' | 'usb', call: string) => {
      const api: unknown = Reflect.get(navigator, name);
      if (typeof api !== 'object' || api === null) return 'absent';
      const granted = await Reflect.apply(Reflect.get(api, call), api, []);
      return Array.isArray(granted) && granted.length === 0 ? 'nothing' : 'something';
    };
    return {
      states: await Promise.all(states),
      notification: await Notification.requestPermission(),
      camera: await failure(navigator.mediaDevices.getUserMedia({ video: true })),
      clipboard: await failure(navigator.clipboard.readText()),
      devices: [
        await device('serial', 'getPorts'),
        await device('hid', 'getDevices'),
        await device('usb', 'getDevices'),
      ],
    };
  });
  expect(outcome.states).toEqual(outcome.states.map(() => 'denied'));
  expect(outcome.notification).toBe('denied');
  expect(outcome.camera).toMatch(/^Not(Allowed|Found)Error$/);
  expect(outcome.clipboard).toBe('NotAllowedError');
  expect(outcome.devices.filter((granted) => granted === 'something')).toEqual([]);
});

test('6 web security is on: another origin cannot be read', async () => {
  expect(await preferences()).toMatchObject({ webSecurity: true });
  const refused = await shell.page.evaluate(() =>
    fetch('file:///etc/hostname').then(
      () => 'read',
      () => 'refused',
    ),
  );
  expect(refused).toBe('refused');
});

test('7 the policy comes as a header, and inline script, style and eval do not run', async () => {
  const headers = (await shell.page.reload())?.headers() ?? {};
  expect(headers['content-security-policy']).toBe(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'",
  );
  expect(headers['x-content-type-options']).toBe('nosniff');
  // Through the page's own elements: what a debugger evaluates is not under the policy.
  const ran = await shell.page.evaluate(async () => {
    const script = document.createElement('script');
    script.textContent = 'document.title = "inline ran"';
    const button = document.createElement('button');
    button.setAttribute('onclick', 'document.title = "handler ran"');
    const style = document.createElement('style');
    style.textContent = 'html { outline: 7px solid red }';
    document.body.append(script, button, style);
    button.click();
    const frame = document.createElement('iframe');
    frame.src = 'data:text/html,frame';
    document.body.append(frame);
    const outcome = {
      title: document.title,
      outline: getComputedStyle(document.documentElement).outlineWidth,
    };
    for (const element of [script, button, style, frame]) element.remove();
    return outcome;
  });
  expect(ran.title).not.toMatch(/ran$/);
  expect(ran.outline).not.toBe('7px');
});

test('8, 9, 10 mixed content, experiments and extra Blink features stay off', async () => {
  const { allowRunningInsecureContent, experimentalFeatures, enableBlinkFeatures } = await preferences();
  expect([allowRunningInsecureContent, experimentalFeatures, enableBlinkFeatures].filter(Boolean)).toEqual(
    [],
  );
});

test('11, 12 there are no webviews', async () => {
  expect((await preferences()).webviewTag ?? false).toBe(false);
  const isPlain = await shell.page.evaluate(() => !('reload' in document.createElement('webview')));
  expect(isPlain).toBe(true);
});

test('13 the page cannot be taken elsewhere', async () => {
  const addresses = [
    'https://example.org/',
    'http://127.0.0.1:9/',
    'file:///etc/hostname',
    'app://evil/',
    'app://rounds.evil/',
    'app://rounds/assets/',
    'data:text/html,x',
  ];
  for (const address of addresses) {
    await shell.page.evaluate((target) => {
      const link = document.createElement('a');
      link.href = target;
      document.body.append(link);
      link.click();
      link.remove();
      location.assign(target);
    }, address);
    // A round trip through main comes after whatever the attempt had caused there.
    await ask('about', {});
    expect(shell.page.url().split('#')[0]).toBe('app://rounds/');
  }
  // Chromium asks nobody about an empty document; the shell then brings the page back.
  for (const address of ['about:blank', 'about:srcdoc']) {
    const isBack = shell.page.waitForEvent('framenavigated', (frame) =>
      frame.url().startsWith('app://rounds/'),
    );
    await shell.page.evaluate((target) => setTimeout(() => location.assign(target)), address);
    await isBack;
    expect(await ask('about', {})).toMatchObject({ answer: { demo: true } });
  }
});

test('14 the page cannot open windows', async () => {
  const opened = await shell.page.evaluate(() => [
    window.open('https://example.org/'),
    window.open('app://rounds/'),
    window.open('about:blank'),
  ]);
  expect(opened).toEqual([null, null, null]);
  const windows = await shell.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
  expect(windows).toBe(1);
});

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
