import type { ReportStore } from '../../../electron/checks/checks-ports.ts';
import type { CheckReport } from '../../../shared/domain/checks/check.ts';

/** Check reports in memory. Like the real one it takes no id twice. */
export function createFakeReportStore(): ReportStore {
  const kept: { readonly site: string; readonly report: CheckReport }[] = [];
  const keyOf = ({ vantage }: CheckReport): string => (vantage.from === 'laptop' ? 'laptop' : vantage.nodeId);
  return {
    add: (site, report) => {
      if (kept.some(({ report: { id } }) => id === report.id))
        throw new Error(`report ${report.id} is kept already`);
      kept.push({ site, report });
    },
    latest: (site) => {
      const newest = new Map<string, CheckReport>();
      for (const { report } of kept.filter((one) => one.site === site)) {
        newest.delete(keyOf(report));
        newest.set(keyOf(report), report);
      }
      return [...newest.values()].reverse();
    },
  };
}
