/** The right box by cable and camera: its console is read, its label is seen, and nothing is typed. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'playwright/test';
import { words } from '../../../../shared/words/words.ts';
import { writeCameraFilm } from '../../../renderer/identity/camera-picture.ts';
import { openVisit } from '../open-visit.ts';
import { found } from '../so-far.ts';

test('the console is read by cable and the label by camera, and all three agree', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rounds-label-'));
  const film = join(folder, 'label.y4m');
  // What the first node of the plan has on its label, as GS1 has it: article number and serial number.
  await writeCameraFilm(film, '(01)04012345123456(21)7KX2-0931', 'DataMatrix');
  const switches = ['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${film}`];
  await using site = await openVisit({ nodes: 1, serial: true, switches });
  const { visit, page, hospital } = site;
  const [machine] = site.machines;
  const [port] = hospital.serial;
  if (machine === undefined || port === undefined) throw new Error('this site has one machine');
  expect(machine.serial.replaceAll('-', '')).toBe('7KX20931');
  await found(site);

  await visit.place('serial');
  await visit.button(`${words('serial.act.connect')} ${port.path}`).click();
  await expect(page.getByText(words('serial.state.open'), { exact: true })).toBeVisible();
  await port.print(
    `[talos] server certificate issued {"component": "controller-runtime", "fingerprint": "${machine.fingerprint}"}`,
  );
  await expect(page.getByText(words('serial.read.fingerprint'), { exact: true })).toBeVisible();

  await visit.openIdentify(machine);
  await page.getByRole('radio', { name: new RegExp(`^${machine.label}`) }).check({ force: true });
  await page.getByRole('radio', { name: new RegExp(`^Read from ${port.path}`) }).check({ force: true });
  await visit.button(words('identify.scan.act')).click();
  await expect(page.getByText(words('identify.scanned.camera', { serial: '7KX20931' }))).toBeVisible();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  for (const row of ['serial', 'fingerprint'] as const)
    await expect(visit.agreement(row)).toContainText(words('identify.agrees.yes'));
  await visit.confirmIdentity(machine);
  const [node] = await site.ask('discovery.nodes', {});
  expect(node).toMatchObject({ identified: true, lock: 'three-way', consolePort: port.path });
  await rm(folder, { recursive: true, force: true });
});
