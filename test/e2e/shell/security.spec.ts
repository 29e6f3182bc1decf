/** Electron's security list, items 1 to 14: what the page is and where it can go, asserted on the running app. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'playwright/test';
import { isRoot } from '../../runtime/app-environment.ts';
import { askShell, type ShellApp, startShell } from './shell-app.ts';

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

const ask = (name: unknown, input: unknown) => askShell(shell.page, name, input);

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
