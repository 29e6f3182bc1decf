import type { CheckReport, Finding } from '../../shared/domain/checks/check.ts';
import type { Cause } from '../../shared/domain/checks/fold-report.ts';
import { wordsOfEntry } from '../../shared/words/check-words.ts';
import { words } from '../../shared/words/words.ts';
import { Disclosure } from '../ui/acts/disclosure.tsx';
import { cx } from '../ui/cx.ts';
import { StateMark } from '../ui/state/state-mark.tsx';
import { CopyText } from '../ui/text/copy-text.tsx';
import { KeyValue } from '../ui/text/key-value.tsx';
import { Mono } from '../ui/text/mono.tsx';
import { tookWords, utcWords } from '../ui/times.ts';
import styles from './checks.module.css';
import { factPair, markOf } from './finding-looks.ts';

/** One cause: what was found, who can fix it, what to do, the evidence, the text to act on, and what waits for it. */
export function CauseCard({ cause, report }: { readonly cause: Cause; readonly report: CheckReport }) {
  const { entry, consequences } = cause;
  const { finding } = entry;
  const { title, sentence, remedy, request } = wordsOfEntry(entry);
  return (
    <article
      className={cx(styles.cause, finding.state === 'fault' && styles[finding.severity])}
      aria-label={title}
    >
      <div className={styles.causeHead}>
        <StateMark state={markOf(entry)} word={severityWords(finding)} isWordShown />
        <span className={styles.owner}>{words(`checks.owner.${entry.owner}`)}</span>
      </div>
      <h3 className={styles.causeTitle}>{title}</h3>
      <p className={styles.measure}>{sentence}</p>
      {remedy === null ? null : <p className={styles.remedy}>{remedy}</p>}
      <div>
        {request === null ? null : (
          <Disclosure title={words('checks.request')} label={words('checks.requestLabel', { title })}>
            <CopyText
              text={request}
              label={words('checks.requestLabel', { title })}
              act={words('checks.request.copy')}
            />
          </Disclosure>
        )}
        <Disclosure title={words('checks.evidence')} label={words('checks.evidence.of', { title })}>
          <Evidence cause={cause} report={report} />
        </Disclosure>
        {consequences.length === 0 ? null : (
          <Disclosure title={words('checks.consequences', { count: consequences.length })}>
            <ul className={styles.consequences}>
              {consequences.map((other) => (
                <li key={other.code}>
                  <StateMark state="skipped" />
                  {wordsOfEntry(other).title}
                </li>
              ))}
            </ul>
          </Disclosure>
        )}
      </div>
    </article>
  );
}

function severityWords(finding: Finding): string {
  return finding.state === 'fault' ? words(`checks.severity.${finding.severity}`) : words('checks.unknown');
}

function Evidence({ cause, report }: { readonly cause: Cause; readonly report: CheckReport }) {
  const { code, finding, tookMs } = cause.entry;
  const pairs = Object.entries(factsOf(finding)).map(([name, value]) => {
    const pair = factPair(name, value);
    return { name: pair.name, value: <Mono>{pair.value}</Mono> };
  });
  return (
    <KeyValue
      pairs={[
        ...pairs,
        { name: words('checks.evidence.took'), value: tookWords(tookMs) },
        { name: words('checks.evidence.at'), value: utcWords(report.endedAtMs) },
        { name: words('checks.evidence.code'), value: <Mono>{code}</Mono> },
      ]}
    />
  );
}

function factsOf(finding: Finding): Readonly<Record<string, unknown>> {
  if (finding.state === 'fault') return finding.facts;
  return finding.state === 'unknown' ? finding.failure.facts : {};
}
