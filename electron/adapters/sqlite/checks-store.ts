import type { Database } from 'better-sqlite3';
import type { CheckReport, Vantage } from '../../../shared/domain/checks/check.ts';
import { checkReportSchema } from '../../../shared/domain/checks/report-schema.ts';
import type { ReportStore } from '../../checks/checks-ports.ts';
import { createWrite } from './write-guard.ts';

/** Check reports on the database. One that this version can no longer read stays there and is not shown. */
export function createChecksStore(db: Database): ReportStore {
  const write = createWrite(db);
  const add = db.prepare(
    `INSERT INTO check_report (id, site, vantage, started_at_ms, document)
     VALUES (@id, @site, @vantage, @startedAtMs, @document)`,
  );
  const latest = db
    .prepare<[string], string>(
      `SELECT document FROM check_report
       WHERE number IN (SELECT max(number) FROM check_report WHERE site = ? GROUP BY vantage)
       ORDER BY number DESC`,
    )
    .pluck();
  return {
    add: (site, report) => {
      const { id, vantage, startedAtMs } = report;
      const row = { id, site, startedAtMs, vantage: keyOf(vantage), document: JSON.stringify(report) };
      write(() => add.run(row));
    },
    latest: (site) => latest.all(site).flatMap(read),
  };
}

function keyOf(vantage: Vantage): string {
  return vantage.from === 'laptop' ? 'laptop' : vantage.nodeId;
}

function read(document: string): readonly CheckReport[] {
  const parsed = checkReportSchema.safeParse(JSON.parse(document));
  return parsed.success ? [parsed.data] : [];
}
