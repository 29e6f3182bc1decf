/**
 * `npm run demo`: the simulated hospital, and the real app on it. With `--headless`, or where there is no display,
 * the app is driven through a whole visit by its own screens and leaves what it made in `demo-output/`.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startHospital } from '../hospital/start-hospital.ts';
import { buildApp } from '../runtime/build-app.ts';
import { launchApp } from '../runtime/launch-app.ts';
import { projectFolder } from '../runtime/runtime-cache.ts';
import { driveVisit } from './drive-visit.ts';
import { summarySchema } from './summary.ts';

/** An install takes about a minute on a real machine and six seconds here: long enough to be watched. */
const TIME_SCALE = 10;
const NODES = 3;

const { values } = parseArgs({
  options: {
    headless: { type: 'boolean', default: false },
    nodes: { type: 'string', default: String(NODES) },
  },
});
const nodes = Number(values.nodes);
const hasDisplay =
  process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
const headless = values.headless || !hasDisplay;
const say = (line: string): void => void process.stdout.write(`${line}\n`);

if (headless && !values.headless) say('There is no display here, so the app drives itself.');
say('Rounds demo: a simulated hospital on 127.77.0.0/24, nothing leaves this machine.');
await buildApp();
const hospital = await startHospital({
  base: '127.77.0',
  nodes,
  strangers: true,
  // Where there are pseudo-terminals, each node has a serial port.
  serial: process.platform !== 'win32',
  timeScale: TIME_SCALE,
});
const dataDir = mkdtempSync(join(tmpdir(), 'rounds-demo-'));
let ok = true;
try {
  const launched = await launchApp({
    dataDir,
    demo: true,
    enrolmentFile: hospital.enrolmentFile,
    interfaces: ['lo'],
    serialPorts: hospital.serial.map(({ path }) => path),
  });
  if (headless) {
    const outputDir = join(projectFolder, 'demo-output');
    rmSync(outputDir, { recursive: true, force: true });
    mkdirSync(join(outputDir, 'screens'), { recursive: true });
    const summary = summarySchema.parse(await driveVisit({ ...launched, hospital, outputDir, say }));
    writeFileSync(join(outputDir, 'summary.json'), `${JSON.stringify(summary, null, 2)}\n`);
    ok = summary.ok;
    await launched.app.close();
    say(
      ok
        ? 'The visit is done. See demo-output/.'
        : 'The visit did NOT end well. See demo-output/summary.json.',
    );
  } else {
    say('Close the window to end the demo.');
    await launched.app.waitForEvent('close', { timeout: 0 });
  }
} finally {
  await hospital.stop();
  rmSync(dataDir, { recursive: true, force: true });
}
process.exit(ok ? 0 : 1);
