/** Everything the page may ask of the engine. Read this file first: it is the table of contents of the product. */
import { z } from 'zod';
import type { BundleProgress, BundleRecord, BundleSource } from '../domain/bundles/bundle.ts';
import type { CheckProgress, CheckReport } from '../domain/checks/check.ts';
import type { AskedList } from '../domain/discovery/asked-list.ts';
import type { RancherInventory } from '../domain/discovery/rancher-inventory.ts';
import type { Surroundings } from '../domain/discovery/surroundings.ts';
import type {
  SweepExport,
  SweepForecast,
  SweepProgress,
  SweepReport,
  SweepSummary,
} from '../domain/discovery/sweep-report.ts';
import type { IdentityComparison, NodeView } from '../domain/nodes/node-view.ts';
import type { ProvisionView } from '../domain/provisioning/flow-view.ts';
import type { ProvisionPlan } from '../domain/provisioning/plan.ts';
import type { SerialMatches, SerialPage, SerialPortView } from '../domain/serial/serial-port.ts';
import type { Settings } from '../domain/sites/settings.ts';
import type { PackSummary, PrepareProgress, VisitOverview } from '../domain/sites/visit.ts';
import type { LedgerPage, SyncStatus } from '../domain/sync/op.ts';
import type { Failure } from '../failure/failure.ts';
import { ask, job, news } from './define.ts';

const nothing = z.strictObject({});
const nodeId = z.string().min(1).max(200);
const slotId = z.string().min(1).max(63);
const typedText = z.string().max(200);
const serialPath = z.string().min(1).max(300);
const lockWay = z.enum(['three-way', 'serial-alone']).default('three-way');

/** State of the engine as a whole. */
export interface EngineStatus {
  readonly state: 'open' | 'refused';
  readonly failure: Failure | null;
  readonly appVersion: string;
  readonly demo: boolean;
  readonly keystore: 'os' | 'demo' | 'file' | 'none';
  readonly interfaces: readonly {
    readonly name: string;
    readonly address: string;
    readonly used: boolean;
    readonly why: string;
  }[];
}

export const engineContract = {
  'engine.status': ask<EngineStatus>()(nothing),
  'settings.read': ask<Settings>()(nothing),
  'settings.write': ask<Settings>()(
    z.strictObject({
      theme: z.enum(['system', 'light', 'dark']).optional(),
      sweepPace: z.enum(['gentle', 'normal']).optional(),
      syncAutomatically: z.boolean().optional(),
    }),
  ),
  'settings.changed': news<Settings>(),

  /** Reads an enrolment file chosen in the shell's dialog. */
  'sites.enrol': ask<VisitOverview>()(z.strictObject({ path: z.string().min(1).max(4096) })),
  'sites.overview': ask<VisitOverview>()(nothing),
  /** Downloads the pack and its images, verifies, and keeps the old pack if anything is wrong. */
  'sites.prepare': job<PrepareProgress, PackSummary>()(nothing),
  /** Reads a pack (and its `.minisig` beside it) from a file, with the same verification. */
  'sites.importPack': ask<PackSummary>()(z.strictObject({ path: z.string().min(1).max(4096) })),
  /** Verifies a pack file as `importPack` does and changes nothing. */
  'sites.verifyPack': ask<PackSummary>()(z.strictObject({ path: z.string().min(1).max(4096) })),
  'sites.signOff': ask<VisitOverview>()(
    z.strictObject({ name: z.string().min(1).max(200), note: z.string().max(4000) }),
  ),
  /** The hand-over summary as one HTML document without scripts. */
  'sites.handover': ask<{ readonly html: string; readonly json: string }>()(nothing),
  'sites.changed': news<null>(),

  /** Listens by mDNS and asks known addresses until cancelled; nodes arrive through `discovery.changed`. */
  'discovery.listen': job<{ readonly heard: number; readonly nodes: number }, null>()(nothing),
  'discovery.nodes': ask<readonly NodeView[]>()(nothing),
  'discovery.addTyped': ask<NodeView | null>()(z.strictObject({ typed: typedText.min(1) })),
  /** Asks one node again. */
  'discovery.refresh': ask<NodeView | null>()(z.strictObject({ nodeId })),
  /** Asks every address of a list pasted from a spreadsheet, one after the other. */
  'discovery.addList': job<{ readonly done: number; readonly total: number }, AskedList>()(
    z.strictObject({ text: z.string().min(1).max(200_000) }),
  ),
  /** Interfaces, how well announcements are heard, and why the list may be empty. Sends nothing. */
  'discovery.surroundings': ask<Surroundings>()(nothing),
  /** What a sweep of the range would do; touches nothing. */
  'discovery.forecastSweep': ask<SweepForecast>()(z.strictObject({ range: z.string().min(1).max(64) })),
  'discovery.sweep': job<SweepProgress, SweepReport>()(
    z.strictObject({
      range: z.string().min(1).max(64),
      /** Asked for ranges wider than a /20. */
      authority: z
        .strictObject({ reference: z.string().max(200), typedRange: z.string().max(64) })
        .nullable()
        .default(null),
    }),
  ),
  /** Sweeps of this site, newest first. */
  'discovery.sweeps': ask<readonly SweepSummary[]>()(nothing),
  /** Writes the log of every address touched as CSV, with its signature beside it. */
  'discovery.exportSweep': ask<SweepExport>()(
    z.strictObject({ sweepId: z.string().min(1).max(64), path: z.string().min(1).max(4096) }),
  ),
  /** Reads clusters and nodes from a Rancher v3 API; the token is used once and kept nowhere. */
  'discovery.readRancher': job<{ readonly clusters: number; readonly nodes: number }, RancherInventory>()(
    z.strictObject({
      url: z.url({ protocol: /^https$/ }).max(300),
      token: z.string().min(1).max(4096),
      /** Certificate authority of the server, PEM; null for those the system trusts. */
      ca: z.string().max(65_536).nullable().default(null),
    }),
  ),
  'discovery.changed': news<null>(),

  /** Compares label, wire and console for one node and one slot; changes nothing. */
  'nodes.compare': ask<IdentityComparison>()(
    z.strictObject({
      ...{ nodeId, slotId, way: lockWay },
      ...{ labelSerial: typedText, consoleFingerprint: typedText },
    }),
  ),
  /** Binds the node to the slot when everything agrees; throws `identity-differs` otherwise. */
  'nodes.identify': ask<NodeView>()(
    z.strictObject({
      ...{ nodeId, slotId, way: lockWay },
      ...{ labelSerial: typedText, consoleFingerprint: typedText },
    }),
  ),
  /** Frees a slot whose machine was exchanged, with the reason on record. Throws `slot-empty`. */
  'nodes.release': ask<null>()(z.strictObject({ slotId, reason: z.string().min(1).max(500) })),

  /** Serial ports of this laptop, opened ones first. */
  'serial.ports': ask<readonly SerialPortView[]>()(nothing),
  /** Connects; what comes is recorded to the visit. A path that is not in the list may be given too. */
  'serial.open': ask<SerialPortView>()(z.strictObject({ path: serialPath })),
  'serial.close': ask<SerialPortView>()(z.strictObject({ path: serialPath })),
  'serial.lines': ask<SerialPage>()(
    z.strictObject({
      path: serialPath,
      /** First line wanted; negative counts back from the end. */
      from: z.int(),
      limit: z.int().min(1).max(2000).default(500),
    }),
  ),
  'serial.search': ask<SerialMatches>()(
    z.strictObject({ path: serialPath, text: z.string().min(1).max(200) }),
  ),
  'serial.unlock': ask<SerialPortView>()(z.strictObject({ path: serialPath, unlocked: z.boolean() })),
  /** Sends the text and a carriage return. */
  'serial.send': ask<null>()(z.strictObject({ path: serialPath, text: z.string().max(1000) })),
  /** Ports came or went, or lines came; at most four times a second. */
  'serial.changed': news<null>(),

  'checks.run': job<CheckProgress, CheckReport>()(
    z.strictObject({ from: z.union([z.literal('laptop'), z.strictObject({ nodeId })]) }),
  ),
  /** The newest report of each vantage. */
  'checks.latest': ask<readonly CheckReport[]>()(nothing),
  'checks.changed': news<null>(),

  /** Renders, looks at the disk, asks the node for a dry run, freezes and hashes. */
  'provisioning.plan': ask<ProvisionPlan>()(z.strictObject({ nodeId })),
  /** Starts only when the hash is that of the plan shown. */
  'provisioning.start': ask<ProvisionView>()(z.strictObject({ nodeId, planHash: z.string().length(64) })),
  /** Goes on from the step it stopped at. */
  'provisioning.resume': ask<ProvisionView>()(z.strictObject({ nodeId })),
  'provisioning.list': ask<readonly ProvisionView[]>()(nothing),
  'provisioning.changed': news<null>(),

  'bundles.sources': ask<readonly BundleSource[]>()(nothing),
  'bundles.create': job<BundleProgress, BundleRecord>()(
    z.strictObject({
      sources: z.array(z.string().max(300)).max(500),
      /** Where to write; null for the app's own bundle folder. */
      path: z.string().max(4096).nullable(),
    }),
  ),
  'bundles.list': ask<readonly BundleRecord[]>()(nothing),
  'bundles.verify': ask<BundleRecord>()(z.strictObject({ path: z.string().min(1).max(4096) })),
  'bundles.changed': news<null>(),

  'sync.status': ask<SyncStatus>()(nothing),
  /** Pushes and pulls until nothing is left or the console is away. */
  'sync.now': job<SyncStatus, SyncStatus>()(nothing),
  'sync.ledger': ask<LedgerPage>()(
    z.strictObject({
      filter: z.enum(['all', 'unsent', 'confirmed', 'needs-you']).default('all'),
      offset: z.int().min(0).default(0),
      limit: z.int().min(1).max(500).default(100),
    }),
  ),
  'sync.changed': news<SyncStatus>(),
} as const;

export type EngineContract = typeof engineContract;
