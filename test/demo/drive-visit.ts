/** One whole visit through the app's own screens: prepare, find, identify, check, provision, prove, bundle, sync. */
import { copyFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { ElectronApplication, Page } from 'playwright';
import { askEngine } from '../e2e/pages/ask-engine.ts';
import { createVisit, type Machine, type Visit } from '../e2e/pages/visit.ts';
import { labHardware } from '../hospital/node/lab-hardware.ts';
import type { Hospital } from '../hospital/start-hospital.ts';
import type { Stage, Summary } from './summary.ts';

export interface DriveOptions {
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly hospital: Hospital;
  readonly outputDir: string;
  readonly say: (line: string) => void;
}

interface Tour extends DriveOptions {
  readonly visit: Visit;
  readonly machines: readonly Machine[];
  shoot(name: string): Promise<void>;
}

/** The smallest screen that the product promises: 1366×768. */
const VIEW = { width: 1366, height: 768 };

/** Drives the visit to its end, or to the first stage that fails; later stages then count as failed too. */
export async function driveVisit(options: DriveOptions): Promise<Summary> {
  const tour = await createTour(options);
  const stages: Stage[] = [];
  const steps = { prepare, find, identify, check, provision, prove, bundle, sync };
  let failure: unknown = null;
  for (const [name, work] of Object.entries(steps)) {
    const beganAt = performance.now();
    if (failure === null) {
      try {
        await work(tour);
      } catch (error) {
        failure = error;
        await tour.shoot(`failed-${name}`);
      }
    }
    const ms = Math.round(performance.now() - beganAt);
    stages.push({ name, ok: failure === null, ms });
    options.say(`${failure === null ? '✓' : '✗'} ${name.padEnd(10)} ${(ms / 1000).toFixed(1)} s`);
    if (failure !== null && ms > 0)
      options.say(failure instanceof Error ? (failure.stack ?? failure.message) : String(failure));
  }
  return summarise(tour, stages);
}

async function createTour(options: DriveOptions): Promise<Tour> {
  const { app, page, hospital, outputDir } = options;
  await app.evaluate(({ BrowserWindow }, size) => {
    BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height);
  }, VIEW);
  let count = 0;
  return {
    ...options,
    visit: createVisit(page),
    machines: hospital.nodes.map((node, index) => ({
      label: node.name.toUpperCase(),
      serial: labHardware(index).serial,
      fingerprint: node.fingerprint(),
    })),
    shoot: async (name) => {
      count += 1;
      await page.screenshot({
        path: join(outputDir, 'screens', `${String(count).padStart(2, '0')}-${name}.png`),
      });
    },
  };
}

async function prepare({ visit, shoot }: Tour): Promise<void> {
  await visit.place('visit');
  await shoot('visit-begin');
  await visit.openReady();
  await visit.prepare();
  await shoot('ready');
}

async function find({ visit, hospital, machines, shoot }: Tour): Promise<void> {
  await visit.place('nodes');
  await visit.waitForNodes(machines.length);
  const [first] = hospital.nodes;
  if (first !== undefined) await visit.typeAddress(first.address);
  await shoot('nodes');
  await visit.sweep(`${hospital.addresses.base}.0/24`);
  await shoot('nodes-after-sweep');
}

async function identify({ visit, machines, shoot }: Tour): Promise<void> {
  for (const machine of machines) {
    await visit.openIdentify(machine);
    await visit.readIdentity(machine);
    await shoot(`identify-${machine.label.toLowerCase()}`);
    await visit.confirmIdentity(machine);
  }
}

async function check({ visit, machines, shoot }: Tour): Promise<void> {
  await visit.check(null);
  await shoot('checks-laptop');
  for (const { label } of machines) {
    await visit.check(label);
    await shoot(`checks-${label.toLowerCase()}`);
  }
}

/** All at once, as a person would: the workers wait for their control plane and say so. */
async function provision({ visit, machines, shoot }: Tour): Promise<void> {
  for (const [index, { label }] of machines.entries()) {
    await visit.openProvision(label);
    await visit.waitForPlan(label);
    if (index === 0) await shoot('provision-review');
    await visit.applyPlan(label);
    await shoot(`provision-${label.toLowerCase()}-running`);
  }
  await visit.place('visit');
  await shoot('visit-provisioning');
  for (const { label } of machines) {
    await visit.openProvision(label);
    await visit.waitForProvisioned(label);
    await shoot(`provision-${label.toLowerCase()}-done`);
  }
}

async function prove({ page, visit, machines, shoot, outputDir }: Tour): Promise<void> {
  for (const { label } of machines) await visit.check(label);
  await shoot('checks-after');
  await visit.signOff('Ada Example');
  await shoot('handover');
  const { html, json } = await askEngine(page, 'sites.handover', {});
  writeFileSync(join(outputDir, 'handover.html'), html);
  writeFileSync(join(outputDir, 'handover.json'), json);
}

async function bundle({ visit, shoot }: Tour): Promise<void> {
  await visit.place('bundle');
  await shoot('bundle-what-goes-in');
  await visit.makeBundle();
  await shoot('bundle-saved');
}

async function sync({ visit, shoot }: Tour): Promise<void> {
  await visit.send();
  await shoot('ledger');
  await visit.place('setup');
  await shoot('setup');
  await visit.place('visit');
  await shoot('visit-end');
}

/** Asks the engine, not the screens: what it says must be what was shown. */
async function summarise({ page, outputDir, machines }: Tour, stages: readonly Stage[]): Promise<Summary> {
  const [nodes, flows, bundles, status] = await Promise.all([
    askEngine(page, 'discovery.nodes', {}),
    askEngine(page, 'provisioning.list', {}),
    askEngine(page, 'bundles.list', {}),
    askEngine(page, 'sync.status', {}),
  ]);
  const planned = machines.map(({ label }) => {
    const node = nodes.find(({ name }) => name === label);
    return {
      name: label,
      stage: node?.stage ?? 'missing',
      healthy: flows.some((flow) => flow.label === label && flow.healthy),
    };
  });
  const made = bundles.at(-1);
  const path = made === undefined ? null : join(outputDir, basename(made.path));
  if (made !== undefined && path !== null) copyFileSync(made.path, path);
  const good = planned.every(({ stage, healthy }) => stage === 'provisioned' && healthy);
  return {
    ok: stages.every(({ ok }) => ok) && good && made?.verified === true && status.unsent === 0,
    stages: [...stages],
    nodes: planned,
    bundle: path === null ? null : { path, verified: made?.verified ?? false },
    unsentOps: status.unsent,
  };
}
