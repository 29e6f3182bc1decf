/** The camera reads the label: with Chromium's own fake camera, which plays a film of a label. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { expect, test } from 'playwright/test';
import { node } from '../examples.ts';
import { openPageWindow, type PageWindow } from '../open-page.ts';
import { writeCameraFilm } from './camera-picture.ts';

const path = `/nodes/${node(3).id}/identify`;
const act = 'Scan with the camera';

let folder: string;
test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rounds-camera-'));
});
test.afterAll(() => rm(folder, { recursive: true, force: true }));

/** A window whose camera sees a label with this code. */
async function windowSeeing(
  text: string,
  format: Parameters<typeof writeCameraFilm>[2],
): Promise<PageWindow & AsyncDisposable> {
  const film = join(folder, `${format}-${text.length}.y4m`);
  await writeCameraFilm(film, text, format);
  const window = await openPageWindow([
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-video-capture=${film}`,
  ]);
  return { ...window, [Symbol.asyncDispose]: () => window.close() };
}

/** Keeps every track that the page is given, so that it can be seen whether it was stopped. */
async function watchTracks(page: Page): Promise<() => Promise<readonly string[]>> {
  const tracks = await page.evaluateHandle(() => {
    const given: MediaStreamTrack[] = [];
    const { mediaDevices } = navigator;
    const real = mediaDevices.getUserMedia.bind(mediaDevices);
    mediaDevices.getUserMedia = async (wanted) => {
      const stream = await real(wanted);
      given.push(...stream.getTracks());
      return stream;
    };
    return given;
  });
  return () => tracks.evaluate((given) => given.map(({ kind, readyState }) => `${kind} ${readyState}`));
}

for (const [format, text] of [
  ['DataMatrix', '7KX20933'],
  ['QRCode', '7KX20933'],
  ['Code128', '7KX20933'],
] as const) {
  test(`a label with ${format} is read, and the camera is off at once`, async () => {
    await using window = await windowSeeing(text, format);
    const { page } = window;
    await window.open('visit', path);
    const tracks = await watchTracks(page);
    await page.getByRole('radio', { name: /LAB-EDGE-03/ }).check({ force: true });
    await page.getByRole('button', { name: act }).click();
    await expect(page.getByLabel('Serial number on its label')).toHaveValue('7KX20933');
    await expect(page.getByText('Seen by the camera: 7KX20933')).toBeVisible();
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect(page.getByLabel('Serial number on its label')).toBeFocused();
    expect(await tracks()).toEqual(['video ended']);
    expect(window.complaints()).toEqual([]);
  });
}

test('a code without a serial number is told, the camera looks on, and Escape stops it', async () => {
  await using window = await windowSeeing('https://example.org/warranty', 'QRCode');
  const { page } = window;
  await window.open('visit', path);
  const tracks = await watchTracks(page);
  await page.getByRole('button', { name: act }).press('Enter');
  await expect(page.getByText('That code reads “https://example.org/warranty”')).toBeVisible();
  expect(await tracks()).toEqual(['video live']);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect.poll(tracks).toEqual(['video ended']);
  await expect(page.getByRole('heading', { level: 1, name: /^Identify/ })).toBeVisible();
  await expect(page.getByLabel('Serial number on its label')).toHaveValue('');
});
