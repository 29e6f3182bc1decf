import type { CheckReport, Finding } from '../../shared/domain/checks/check.ts';
import { words } from '../../shared/words/words.ts';
import { Disclosure } from '../ui/acts/disclosure.tsx';
import { cx } from '../ui/cx.ts';
import { StateMark } from '../ui/state/state-mark.tsx';
import { CopyText } from '../ui/text/copy-text.tsx';
import { KeyValue } from '../ui/text/key-value.tsx';
import { Mono } from '../ui/text/mono.tsx';
import { tookWords, utcWords } from '../ui/times.ts';
import type { Cause } from './causes.ts';
import { checkTitle, factPair, markOf, remedyOf, requestOf, verdictOf } from './check-words.ts';
import styles from './checks.module.css';

/** One cause: what was found, who can fix it, what to do, the evidence, the text to act on, and what waits for it. */
export function CauseCard({ cause, report }: { readonly cause: Cause; readonly report: CheckReport }) {
  const { entry, consequences } = cause;
  const { finding } = entry;
  const title = checkTitle(entry.code);
  const remedy = remedyOf(entry);
  const request = entry.owner === 'hospital-it' ? requestOf(entry) : null;
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
      <p className={styles.measure}>{verdictOf(entry)}</p>
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
              {consequences.map(({ code }) => (
                <li key={code}>
                  <StateMark state="skipped" />
                  {checkTitle(code)}
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
