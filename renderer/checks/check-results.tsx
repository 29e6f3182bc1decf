import type { CheckReport } from '../../shared/domain/checks/check.ts';
import { type Cause, foldReport } from '../../shared/domain/checks/fold-report.ts';
import { words } from '../../shared/words/words.ts';
import { type State, StateMark } from '../ui/state/state-mark.tsx';
import { Section } from '../ui/text/card.tsx';
import { whenWords } from '../ui/times.ts';
import { useNow } from '../ui/use-now.ts';
import { CauseCard } from './cause-card.tsx';
import styles from './checks.module.css';
import { HospitalPage } from './hospital-page.tsx';
import { Ladder } from './ladder.tsx';

/** A finished report: the verdict in one line, the causes, the page for hospital IT, and the whole ladder. */
export function CheckResults({ report }: { readonly report: CheckReport }) {
  const { causes } = foldReport(report);
  return (
    <>
      <Verdict report={report} causes={causes} />
      {causes.length === 0 ? null : (
        <Section title={words('checks.causes')}>
          {causes.map((cause) => (
            <CauseCard key={cause.entry.code} cause={cause} report={report} />
          ))}
        </Section>
      )}
      <HospitalPage report={report} causes={causes} />
      <Ladder entries={report.entries} />
    </>
  );
}

function Verdict({ report, causes }: { readonly report: CheckReport; readonly causes: readonly Cause[] }) {
  const now = useNow();
  const count = (state: string) => report.entries.filter(({ finding }) => finding.state === state).length;
  const counts = {
    ok: count('ok'),
    fault: count('fault'),
    unknown: count('unknown'),
    skipped: count('skipped'),
  };
  return (
    <div className={styles.verdict}>
      <StateMark state={markOfAll(causes)} />
      <div>
        <p className={styles.verdictTitle}>{titleOf(causes)}</p>
        <p className={styles.small}>
          {words('checks.summary.counts', counts)}
          <br />
          {vantageWords(report, now)}
        </p>
      </div>
    </div>
  );
}

function titleOf(causes: readonly Cause[]): string {
  const faults = causes.filter(({ entry }) => entry.finding.state === 'fault').length;
  const unknown = causes.length - faults;
  if (faults > 0) return words('checks.summary.causes', { causes: faults });
  return unknown > 0 ? words('checks.summary.unknown', { unknown }) : words('checks.summary.good');
}

function markOfAll([gravest]: readonly Cause[]): State {
  if (gravest === undefined) return 'ok';
  const { finding } = gravest.entry;
  return finding.state === 'fault' ? finding.severity : 'unknown';
}

function vantageWords({ vantage, endedAtMs }: CheckReport, now: number): string {
  const when = whenWords(endedAtMs, now);
  if (vantage.from === 'node') return words('checks.vantage.node', { name: vantage.name, when });
  const { interfaceName, address } = vantage;
  if (interfaceName === null || address === null) return words('checks.vantage.laptopBare', { when });
  return words('checks.vantage.laptop', { interface: interfaceName, address, when });
}
