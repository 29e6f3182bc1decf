import { useQuery } from '@tanstack/react-query';
import type { CheckReport } from '../../shared/domain/checks/check.ts';
import type { Cause } from '../../shared/domain/checks/fold-report.ts';
import { wordsOfEntry } from '../../shared/words/check-words.ts';
import { words } from '../../shared/words/words.ts';
import { siteQueries } from '../api/queries.ts';
import { Card, Section } from '../ui/text/card.tsx';
import { CopyText } from '../ui/text/copy-text.tsx';
import { utcWords } from '../ui/times.ts';

/** Everything that hospital IT can fix, as one page of plain text to hand over. */
export function HospitalPage({
  report,
  causes,
}: {
  readonly report: CheckReport;
  readonly causes: readonly Cause[];
}) {
  const { data: overview } = useQuery(siteQueries.overview());
  const theirs = causes.map(({ entry }) => wordsOfEntry(entry)).filter(({ request }) => request !== null);
  if (theirs.length < 2) return null;
  const head = words('checks.page.head', {
    site: overview?.pack?.siteName ?? '',
    when: utcWords(report.endedAtMs),
    vantage: fromWhere(report),
    version: report.appVersion,
  });
  const parts = theirs.map(
    ({ title, sentence, request }, index) => `${index + 1}. ${title}\n${sentence}\n${request}`,
  );
  const count = theirs.length;
  return (
    <Section title={words('checks.page.title')} note={words('checks.page.note', { count })}>
      <Card>
        <CopyText
          text={[head, ...parts].join('\n\n')}
          label={words('checks.page.label')}
          act={words('checks.page.copy')}
        />
      </Card>
    </Section>
  );
}

function fromWhere({ vantage }: CheckReport): string {
  if (vantage.from === 'node') return words('checks.page.vantage.node', { name: vantage.name });
  return words('checks.page.vantage.laptop', { address: vantage.address ?? '?' });
}
