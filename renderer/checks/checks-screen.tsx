import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { laptopCheckCodes, nodeCheckCodes } from '../../shared/domain/checks/check-codes.ts';
import { words } from '../../shared/words/words.ts';
import { checkQueries } from '../api/queries.ts';
import { Screen } from '../app/frame/screen.tsx';
import { MissingCard, useMissing } from '../app/missing.tsx';
import { Button } from '../ui/acts/button.tsx';
import { Choice } from '../ui/acts/choice.tsx';
import { Progress } from '../ui/progress/progress.tsx';
import { Answer } from '../ui/state/answer.tsx';
import { Empty } from '../ui/state/empty.tsx';
import { FailureCard } from '../ui/state/failure-card.tsx';
import { CheckResults } from './check-results.tsx';
import { Ladder } from './ladder.tsx';
import { useChecking } from './use-checking.ts';
import { type Place, useVantages, vantageOf } from './vantages.ts';

const route = getRouteApi('/checks');

/** The network rehearsed, from this laptop or from a node: causes first, then every rung of the ladder. */
export function ChecksScreen() {
  const { from } = route.useSearch();
  const navigate = useNavigate();
  const places = useVantages();
  const missing = useMissing();
  const place = places.find(({ id }) => id === (from ?? 'laptop')) ?? places[0];
  const go = (id: string) => void navigate({ to: '/checks', search: id === 'laptop' ? {} : { from: id } });
  return (
    <Screen
      title={words('checks.title')}
      lead={words('checks.lead')}
      back={{ to: '/', name: words('frame.rail.visit') }}
      acts={place === undefined || missing !== null ? null : <RunAct place={place} />}
    >
      <Choice
        look="line"
        label={words('checks.from')}
        isLabelHidden
        options={places.map(({ id, name }) => ({ value: id, name }))}
        value={place?.id ?? null}
        onChange={go}
      />
      {place === undefined ? null : <Vantage place={place} />}
    </Screen>
  );
}

function RunAct({ place }: { readonly place: Place }) {
  const { isHere, isRunning, start, stop, isStopping } = useChecking(place);
  if (isHere) {
    return (
      <Button onPress={stop} isPending={isStopping}>
        {words('checks.act.stop')}
      </Button>
    );
  }
  const name =
    place.id === 'laptop' ? words('checks.act.laptop') : words('checks.act.node', { name: place.name });
  return (
    <Button kind="primary" onPress={start} isDisabled={isRunning}>
      {name}
    </Button>
  );
}

function Vantage({ place }: { readonly place: Place }) {
  const missing = useMissing();
  const latest = useQuery(checkQueries.latest());
  const { progress, isHere, failure } = useChecking(place);
  if (isHere) return <Running place={place} progress={progress} />;
  return (
    <>
      {failure === null ? null : <FailureCard failure={failure} />}
      <Answer of={latest}>
        {(reports) => {
          const report = reports.find(({ vantage }) => vantageOf(vantage) === place.id);
          if (report !== undefined) return <CheckResults report={report} />;
          return missing === null ? <NotChecked place={place} /> : <MissingCard missing={missing} />;
        }}
      </Answer>
    </>
  );
}

function Running({
  place,
  progress,
}: { readonly place: Place } & Pick<ReturnType<typeof useChecking>, 'progress'>) {
  const codes = place.id === 'laptop' ? laptopCheckCodes : nodeCheckCodes;
  const entries = progress?.entries ?? [];
  return (
    <>
      <Progress
        title={
          place.id === 'laptop'
            ? words('checks.running.laptop')
            : words('checks.running', { name: place.name })
        }
        detail={
          progress === null ? words('checks.begin') : words('checks.progress', { ...progress, entries: null })
        }
        done={progress?.done ?? 0}
        total={progress?.total ?? null}
        stop={null}
      />
      <Ladder entries={entries} waiting={codes.filter((code) => !entries.some((one) => one.code === code))} />
    </>
  );
}

function NotChecked({ place }: { readonly place: Place }) {
  return (
    <Empty title={words('checks.empty.title')}>
      <p>{words('checks.empty.text')}</p>
      <p>{words(place.id === 'laptop' ? 'checks.noNodes' : 'checks.empty.node')}</p>
    </Empty>
  );
}
