import { useQuery } from '@tanstack/react-query';
import { words } from '../../shared/words/words.ts';
import { siteQueries } from '../api/queries.ts';
import { ActLink } from '../ui/acts/act-link.tsx';
import { Empty } from '../ui/state/empty.tsx';

export type Missing = 'enrolment' | 'pack';

/** What this laptop still lacks before anything on site can be done; null when it has all, or it is not known yet. */
export function useMissing(): Missing | null {
  const { data: overview } = useQuery(siteQueries.overview());
  if (overview === undefined) return null;
  if (overview.enrolment.state === 'none') return 'enrolment';
  return overview.pack === null ? 'pack' : null;
}

/** Says what is missing and leads to where it is had. */
export function MissingCard({ missing }: { readonly missing: Missing }) {
  const act =
    missing === 'enrolment' ? (
      <ActLink to="/setup">{words('frame.missing.enrolment.act')}</ActLink>
    ) : (
      <ActLink to="/ready">{words('frame.missing.pack.act')}</ActLink>
    );
  return (
    <Empty title={words(`frame.missing.${missing}`)} acts={act}>
      <p>{words(`frame.missing.${missing}.text`)}</p>
    </Empty>
  );
}
