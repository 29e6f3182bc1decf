/**
 * One sweep at a time, with a log of every address touched that outlives the engine. What a sweep may do is decided
 * by the pack, the pace and the hospital's authority before the first packet; the one function you want is
 * `createSweeping`.
 */
import { v7 as uuidv7 } from 'uuid';
import type { JobRun } from '../../../shared/contract/define.ts';
import { cleanText } from '../../../shared/domain/discovery/clean-text.ts';
import { formatRange } from '../../../shared/domain/discovery/ipv4.ts';
import { requireAuthority } from '../../../shared/domain/discovery/sweep/sweep-plan.ts';
import type {
  SweepAuthority,
  SweepExport,
  SweepForecast,
  SweepProgress,
  SweepReport,
  SweepSummary,
} from '../../../shared/domain/discovery/sweep-report.ts';
import type { Enrolment, Pack } from '../../../shared/domain/sites/pack.ts';
import { failed } from '../../../shared/failure/failure.ts';
import { type ExportPorts, exportSweep } from './export-sweep.ts';
import { type PerformPorts, performSweep } from './perform-sweep.ts';
import { recordSweep } from './record-sweep.ts';
import { type GroundPorts, type SweepGround, surveyGround } from './sweep-ground.ts';
import type { StoredSweep, SweepEntry } from './sweep-ports.ts';

export interface SweepingPorts extends GroundPorts, PerformPorts, Omit<ExportPorts, 'sweeps'> {
  readonly appVersion: string;
}
export interface Sweeping {
  /** What a sweep would do. Touches nothing. Throws what `surveyGround` throws. */
  forecast(range: string, signal: AbortSignal): Promise<SweepForecast>;
  /** Throws what `surveyGround` throws, `sweep-unauthorised`, `busy` and `disk-full`; a stop ends in a report. */
  sweep(
    input: { readonly range: string; readonly authority: SweepAuthority | null },
    run: JobRun<SweepProgress>,
  ): Promise<SweepReport>;
  /** Throws `not-enrolled`. */
  list(): readonly SweepSummary[];
  /** Throws `not-enrolled`, `sweep-unknown` and `sweep-log-unwritable`. */
  export(input: { readonly sweepId: string; readonly path: string }): Promise<SweepExport>;
  /** Records sweeps that the engine did not survive, from their log. */
  recordUnended(): void;
}

/** The last addresses are waited for this long at most. */
const LAST_ANSWER_MS = 900;
/** As long as the contract lets it be. */
const REFERENCE_LIMIT = 200;

export function createSweeping(ports: SweepingPorts): Sweeping {
  const { sweeps, site } = ports;
  let running: string | null = null;
  const enrolled = (): Enrolment => {
    const enrolment = site.enrolment();
    if (enrolment === null) throw failed('not-enrolled', {});
    return enrolment;
  };
  return {
    forecast: async (range, signal) => forecastOf(await surveyGround(range, ports, signal), ports),
    sweep: async ({ range, authority }, run) => {
      const { pack, enrolment } = site.require();
      if (running !== null) throw failed('busy', { what: `sweep ${running}` });
      running = range;
      try {
        const ground = await surveyGround(range, ports, run.signal);
        requireAuthority(ground.plan, range, authority);
        const entry = entryOf(ground, authority, { ports, pack, enrolment });
        sweeps.begin(enrolment.site, entry);
        return await performSweep(ground, entry, ports, run);
      } finally {
        running = null;
      }
    },
    list: () => sweeps.all(enrolled().site).map(summaryOf),
    export: async (input) => await exportSweep(input, enrolled(), ports),
    recordUnended: () => {
      const siteId = site.enrolment()?.site;
      if (siteId === undefined || running !== null) return;
      for (const entry of sweeps.unended(siteId)) recordSweep(entry, ports);
    },
  };
}

function forecastOf({ plan, pace }: SweepGround, { site }: SweepingPorts): SweepForecast {
  return {
    range: formatRange(plan.range),
    addresses: plan.addresses.length,
    excluded: plan.excluded,
    known: plan.known,
    port: site.require().pack.network.sweep.port,
    ...pace,
    takesMs: Math.round((plan.addresses.length * 1000) / pace.perSecond) + LAST_ANSWER_MS,
    needsAuthority: plan.needsAuthority,
  };
}

interface Around {
  readonly ports: SweepingPorts;
  readonly pack: Pack;
  readonly enrolment: Enrolment;
}

function entryOf(
  { plan, pace, choice, from }: SweepGround,
  authority: SweepAuthority | null,
  { ports, pack, enrolment }: Around,
): SweepEntry {
  const startedAtMs = ports.clock.now();
  return {
    id: uuidv7({ msecs: startedAtMs }),
    range: formatRange(plan.range),
    port: pack.network.sweep.port,
    pace: choice,
    startedAtMs,
    details: {
      ...pace,
      reference: authority === null ? null : cleanText(authority.reference, REFERENCE_LIMIT),
      siteName: pack.site.name,
      engineer: enrolment.engineer,
      device: enrolment.device.id,
      appVersion: ports.appVersion,
      from,
    },
  };
}

function summaryOf({
  id,
  range,
  port,
  startedAtMs,
  end,
  touched,
  answered,
  details,
}: StoredSweep): SweepSummary {
  return {
    ...{ sweepId: id, range, port, startedAtMs, touched, answered, reference: details.reference },
    endedAtMs: end?.endedAtMs ?? null,
    ending: end?.ending ?? null,
  };
}
