import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import ChevronRight from 'lucide-react/icons/chevron-right';
import type { VisitOverview } from '../../shared/domain/sites/visit.ts';
import { words } from '../../shared/words/words.ts';
import { discoveryQueries, siteQueries } from '../api/queries.ts';
import { useEnrol } from '../api/use-enrol.ts';
import { Screen } from '../app/frame/screen.tsx';
import { actClass, Button } from '../ui/acts/button.tsx';
import { DestinationLink } from '../ui/acts/destination-link.tsx';
import { Answer } from '../ui/state/answer.tsx';
import { Empty } from '../ui/state/empty.tsx';
import { FailureCard } from '../ui/state/failure-card.tsx';
import { Skeleton } from '../ui/state/skeleton.tsx';
import { dayWords } from '../ui/times.ts';
import { useNow } from '../ui/use-now.ts';
import { TaskList } from './task-list.tsx';
import { nextTask, type TaskLine, taskLine } from './tasks.ts';

/** The visit's home: a list of tasks that can be done in any order. */
export function VisitScreen() {
  const asked = useQuery(siteQueries.overview());
  if (asked.data?.enrolment.state === 'none') return <NotEnrolled />;
  return <Tasks asked={asked} />;
}

function Tasks({ asked }: { readonly asked: UseQueryResult<VisitOverview> }) {
  const { data: overview } = asked;
  const { data: nodes } = useQuery({ ...discoveryQueries.nodes(), enabled: overview !== undefined });
  const nowMs = useNow();
  const around = { pack: overview?.pack ?? null, nodes: nodes ?? [], nowMs };
  const lines = overview?.tasks.map((task) => taskLine(task, around)) ?? [];
  const next = nextTask(lines);
  return (
    <Screen
      title={overview?.pack?.visitTitle ?? words('sites.title')}
      lead={overview === undefined ? '\u00a0' : <Lead overview={overview} />}
      acts={next === null ? null : <NextAct line={next} />}
    >
      <Answer of={asked} waiting={<Skeleton rows={7} />}>
        {() => <TaskList lines={lines} />}
      </Answer>
    </Screen>
  );
}

function NotEnrolled() {
  const { choose, isPending, failure } = useEnrol();
  const act = (
    <Button kind="primary" onPress={choose} isPending={isPending}>
      {words('sites.enrol.act')}
    </Button>
  );
  return (
    <Screen title={words('sites.title.none')} acts={act}>
      {failure === null ? null : <FailureCard failure={failure} />}
      <Empty title={words('sites.enrol.title')}>
        <p>{words('sites.enrol.text')}</p>
      </Empty>
    </Screen>
  );
}

function Lead({ overview }: { readonly overview: VisitOverview }) {
  const now = useNow();
  const { enrolment, pack } = overview;
  if (enrolment.state === 'none') return null;
  const { engineer, region } = enrolment;
  if (pack === null) return words('sites.lead.noPack', { engineer, region });
  const ends = dayWords(Date.parse(pack.visitEndsAt), now);
  return words('sites.lead', { site: pack.siteName, engineer, ends });
}

function NextAct({ line }: { readonly line: TaskLine }) {
  return (
    <DestinationLink destination={line.to} className={actClass('primary')}>
      <span>{words('sites.next', { verb: line.verb, title: line.title })}</span>
      <ChevronRight aria-hidden="true" />
    </DestinationLink>
  );
}
