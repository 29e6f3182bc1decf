import { useQuery } from '@tanstack/react-query';
import type { ReadinessItem } from '../../shared/domain/sites/visit.ts';
import { words } from '../../shared/words/words.ts';
import { siteQueries } from '../api/queries.ts';
import { failureOf, useAct, useJob, useServices } from '../api/services.tsx';
import { Screen } from '../app/frame/screen.tsx';
import { Button } from '../ui/acts/button.tsx';
import { Answer } from '../ui/state/answer.tsx';
import { FailureCard } from '../ui/state/failure-card.tsx';
import { StateMark } from '../ui/state/state-mark.tsx';
import { Card, Section } from '../ui/text/card.tsx';
import { useNow } from '../ui/use-now.ts';
import { PackCard } from './pack-card.tsx';
import { PrepareProgressLine } from './prepare-progress.tsx';
import { readyDetail } from './ready-detail.ts';
import styles from './ready-screen.module.css';

/** Whether this visit can be done without internet, and what makes it so. */
export function ReadyScreen() {
  const asked = useQuery(siteQueries.overview());
  const prepare = useJob('sites.prepare');
  const packFile = useImport();
  const refusal = prepare.job?.state === 'failed' ? prepare.job.failure : packFile.failure;
  const { data: overview } = asked;
  const isReady = overview?.readiness.ready ?? false;
  const act = words(overview?.pack === null ? 'sites.ready.act.prepare' : 'sites.ready.act.again');
  return (
    <Screen
      title={words(isReady || overview === undefined ? 'sites.ready.title' : 'sites.ready.title.not')}
      lead={words(isReady || overview === undefined ? 'sites.ready.lead' : 'sites.ready.lead.not')}
      back={{ to: '/', name: words('frame.rail.visit') }}
      acts={
        <>
          <Button onPress={packFile.choose} isPending={packFile.isPending}>
            {words('sites.ready.act.import')}
          </Button>
          <Button kind="primary" onPress={() => prepare.start({})} isDisabled={prepare.isRunning}>
            {act}
          </Button>
        </>
      }
    >
      <PrepareProgressLine />
      {refusal === null ? null : <FailureCard failure={refusal} />}
      <Answer of={asked}>
        {({ readiness, pack }) => (
          <>
            <Section title={words('sites.ready.list')}>
              <Card isPadded={false}>
                <ul>
                  {readiness.items.map((item) => (
                    <ReadyRow key={item.code} item={item} hasPack={pack !== null} />
                  ))}
                </ul>
              </Card>
            </Section>
            <PackCard pack={pack} />
          </>
        )}
      </Answer>
    </Screen>
  );
}

function ReadyRow({ item, hasPack }: { readonly item: ReadinessItem; readonly hasPack: boolean }) {
  const now = useNow();
  // Without a pack nothing of it can be at fault, only not known.
  const isUnknown = !hasPack && item.state === 'fault' && item.code !== 'pack';
  const state = isUnknown ? 'unknown' : item.state === 'ok' ? 'ok' : 'needs-you';
  return (
    <li className={styles.row}>
      <StateMark state={state} />
      <span className={styles.title}>
        {words(isUnknown ? `sites.ready.${item.code}.unknown` : `sites.ready.${item.code}.${item.state}`)}
      </span>
      <span className={styles.detail}>{readyDetail(item, now)}</span>
    </li>
  );
}

/** Lets the person choose a pack file and reads it with the same verification as one from the console. */
function useImport() {
  const { shell } = useServices();
  const importPack = useAct('sites.importPack');
  const choose = async () => {
    const path = await shell.chooseFile({ purpose: 'pack' });
    if (path !== null) importPack.mutate({ path });
  };
  return {
    choose: () => void choose(),
    isPending: importPack.isPending,
    failure: importPack.error === null ? null : failureOf(importPack.error),
  };
}
