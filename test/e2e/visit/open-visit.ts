import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ElectronApplication, Page } from 'playwright';
import { expect, test } from 'playwright/test';
import type { AskName, InputOf, JobName, OutputOf } from '../../../shared/contract/define.ts';
import type { EngineContract } from '../../../shared/contract/engine-contract.ts';
import { SITE_ID } from '../../hospital/pack/build-pack.ts';
import { type Hospital, type HospitalOptions, startHospital } from '../../hospital/start-hospital.ts';
import { type LaunchedApp, type LaunchOptions, launchApp } from '../../runtime/launch-app.ts';
import { askEngine, runJob } from '../pages/ask-engine.ts';
import { createVisit, type Machine, type Visit } from '../pages/visit.ts';
import { enginePid } from '../shell/shell-app.ts';

/** An install takes a minute on a real machine and a second and a half here. */
const TIME_SCALE = 40;
/** Where no laptop listens: stories that are not about beacons find nodes by their address. */
const UNHEARD_MDNS_PORT = 15_353;
const UNUSED_MDNS_PORT = 15_354;

export interface VisitOptions extends HospitalOptions {
  /** Whether the laptop comes with its enrolment; true unless given. */
  readonly isEnrolled?: boolean;
  /** Whether the laptop hears the beacons of the nodes; not unless given. */
  readonly hasBeacons?: boolean;
  /** Switches of Chromium, such as those of its fake camera. */
  readonly switches?: readonly string[];
}

/** What the engine keeps of one entry of the app's own log. */
interface LogLine {
  readonly level: string;
  readonly event: string;
}

/** A simulated hospital and the real app on it. `await using` closes both and looks for faults that nobody was shown. */
export interface OpenVisit extends AsyncDisposable {
  readonly hospital: Hospital;
  /** What can be read off each node: label, serial number, fingerprint. */
  readonly machines: readonly Machine[];
  readonly dataDir: string;
  /** These three are of the app that runs now; `reopen` replaces them. */
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly visit: Visit;
  ask<N extends AskName<EngineContract>>(
    name: N,
    input: InputOf<EngineContract[N]>,
  ): Promise<OutputOf<EngineContract[N]>>;
  /** Runs a job to its end without a screen, for what a story takes as given. */
  run<N extends JobName<EngineContract>>(
    name: N,
    input: InputOf<EngineContract[N]>,
  ): Promise<OutputOf<EngineContract[N]>>;
  /** Of the process that does the work. Throws when none runs. */
  enginePid(): Promise<number>;
  /** What the desktop's own dialogs give to the page from now on. */
  chooseFile(path: string): Promise<void>;
  chooseSave(path: string): Promise<void>;
  /** Ends the app, as a person does or as a battery does, and opens it on the same data. */
  reopen(how?: 'closed' | 'cut-off'): Promise<void>;
  /** Kinds of the ops that the console holds, in the order in which they were applied. */
  consoleKinds(): Promise<readonly string[]>;
  /** Lines of the app's own log, oldest first. */
  log(): readonly LogLine[];
}

/** Stands up a hospital with a network of its own and opens the app on an empty data folder. */
export async function openVisit(options: VisitOptions = {}): Promise<OpenVisit> {
  const hospital = await startHospital({
    base: 'own',
    timeScale: TIME_SCALE,
    ...options,
    ...(options.hasBeacons !== true && { ports: { mdns: UNHEARD_MDNS_PORT, ...options.ports } }),
  });
  const dataDir = await mkdtemp(join(tmpdir(), 'rounds-visit-'));
  const enrolmentFile = (options.isEnrolled ?? true) ? hospital.enrolmentFile : null;
  try {
    const serialPorts = hospital.serial.map(({ path }) => path);
    const laptop = await openLaptop({
      dataDir,
      serialPorts,
      // Nobody is there when the beacons are elsewhere: not on 5353, where every other site on this machine would be.
      mdnsPort: options.hasBeacons === true ? hospital.addresses.ports.mdns : UNUSED_MDNS_PORT,
      ...(enrolmentFile !== null && { enrolmentFile }),
      ...(options.switches !== undefined && { args: options.switches }),
    });
    return openVisitOf(hospital, laptop);
  } catch (error) {
    await hospital.stop();
    throw error;
  }
}

function openVisitOf(hospital: Hospital, laptop: Laptop): OpenVisit {
  const { dataDir, complaints } = laptop;
  const log = () => readLog(dataDir);
  return {
    ...{ hospital, dataDir, log },
    get machines() {
      return machinesOf(hospital);
    },
    get app() {
      return laptop.running().app;
    },
    get page() {
      return laptop.running().page;
    },
    get visit() {
      return laptop.running().visit;
    },
    ask: (name, input) => askEngine(laptop.running().page, name, input),
    run: (name, input) => runJob(laptop.running().page, name, input),
    enginePid: async () => {
      const pid = await enginePid(laptop.running().app);
      if (pid === undefined) throw new Error('no engine runs');
      return pid;
    },
    ...dialogsOf(laptop),
    reopen: laptop.reopen,
    consoleKinds: async () => (await hospital.console.ops(SITE_ID)).map(({ op }) => op.kind),
    [Symbol.asyncDispose]: async () => {
      // Playwright throws it away again unless the story failed; a page that is gone has none.
      await laptop
        .running()
        .page.screenshot({ path: test.info().outputPath('last-screen.png'), scale: 'css' })
        .catch(() => undefined);
      const bugs = log().filter(({ level }) => level === 'bug');
      await laptop.close();
      await hospital.stop();
      await rm(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
      expect(bugs, 'faults in the log of the app').toEqual([]);
      expect(complaints, 'what the page complained of').toEqual([]);
    },
  };
}

/** The app on one data folder, however often it is ended and opened again. */
interface Laptop {
  readonly dataDir: string;
  /** Errors of scripts, and what the page's policy refused, since the first start. */
  readonly complaints: readonly string[];
  running(): LaunchedApp & { readonly visit: Visit };
  reopen(how?: 'closed' | 'cut-off'): Promise<void>;
  close(): Promise<void>;
}

async function openLaptop(
  options: Pick<LaunchOptions, 'dataDir' | 'serialPorts' | 'mdnsPort' | 'enrolmentFile' | 'args'>,
): Promise<Laptop> {
  const { dataDir, enrolmentFile } = options;
  const complaints: string[] = [];
  const open = async () => {
    const launched = await launchApp({
      ...options,
      interfaces: ['lo'],
    });
    listenForComplaints(launched.page, complaints);
    try {
      if (enrolmentFile !== undefined) await untilEnrolled(launched.page);
    } catch (error) {
      await launched.app.close();
      throw error;
    }
    return { ...launched, visit: createVisit(launched.page) };
  };
  let current = await open();
  return {
    ...{ dataDir, complaints },
    running: () => current,
    reopen: async (how = 'closed') => {
      if (how === 'cut-off') await cutOff(current.app);
      else await current.app.close();
      current = await open();
    },
    // One that died by itself is closed already.
    close: () => current.app.close().catch(() => undefined),
  };
}

/** The desktop's dialogs cannot be pressed from here; what comes after them is the real thing. */
function dialogsOf({ running }: Laptop): Pick<OpenVisit, 'chooseFile' | 'chooseSave'> {
  return {
    chooseFile: (path) =>
      running().app.evaluate(({ dialog }, filePath) => {
        dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [filePath] });
      }, path),
    chooseSave: (path) =>
      running().app.evaluate(({ dialog }, filePath) => {
        dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
      }, path),
  };
}

/** What a person reads off the boxes and their screens now; a node that restarts may print another fingerprint. */
function machinesOf(hospital: Hospital): readonly Machine[] {
  return hospital.nodes.map((node) => ({
    label: node.name.toUpperCase(),
    serial: node.label,
    fingerprint: node.fingerprint(),
  }));
}

/** Every process of the app at once, as when the battery is empty. */
async function cutOff(app: ElectronApplication): Promise<void> {
  const pids = await app.evaluate((electron) => electron.app.getAppMetrics().map(({ pid }) => pid));
  const isGone = app.waitForEvent('close');
  for (const pid of pids) process.kill(pid, 'SIGKILL');
  await isGone;
}

/** The enrolment file is read beside the start, which does not wait for it. */
async function untilEnrolled(page: Page): Promise<void> {
  await expect
    .poll(async () => (await askEngine(page, 'sites.overview', {})).enrolment.state)
    .toBe('enrolled');
}

function listenForComplaints(page: Page, complaints: string[]): void {
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
}

function readLog(dataDir: string): readonly LogLine[] {
  const text = readFileSync(join(dataDir, 'logs/rounds.log'), 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}
