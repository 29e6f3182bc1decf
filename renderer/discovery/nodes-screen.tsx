import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { NodeView } from '../../shared/domain/nodes/node-view.ts';
import { words } from '../../shared/words/words.ts';
import { discoveryQueries } from '../api/queries.ts';
import { Screen } from '../app/frame/screen.tsx';
import { type Missing, MissingCard, useMissing } from '../app/missing.tsx';
import { Button } from '../ui/acts/button.tsx';
import { Answer } from '../ui/state/answer.tsx';
import { Skeleton } from '../ui/state/skeleton.tsx';
import { Still } from '../ui/still.tsx';
import { AskPlaceProvider, useAskPlace } from './ask/ask-place.tsx';
import { AskSection } from './ask/ask-section.tsx';
import { NodeMissing, NothingFound } from './diagnosis/diagnosis-panel.tsx';
import { FindField } from './list/find-field.tsx';
import { fits } from './list/find-in-list.ts';
import { NodeGroups } from './list/node-groups.tsx';
import type { Wanted } from './list/use-wanted-card.ts';
import { ListenLine } from './listen-line.tsx';
import { NetworkMapView } from './map/network-map-view.tsx';
import { withNamesApart } from './names-apart.ts';
import { groupOf, type NodeGroup } from './node-standing.ts';
import styles from './nodes-screen.module.css';
import { EarlierSweeps } from './sweep/earlier-sweeps.tsx';
import { SweepSection } from './sweep/sweep-section.tsx';
import { type View, ViewChoice } from './view-choice.tsx';

/** From this many on, a field to find one among them helps. */
const findFrom = 8;

/** The machines on this site: what each is, how that is known, and the ways to find more. */
export function NodesScreen() {
  const asked = useQuery(discoveryQueries.nodes());
  const missing = useMissing();
  const [view, setView] = useState<View>('list');
  const [wanted, setWanted] = useState<Wanted | null>(null);
  const show = (id: string) => {
    setView('list');
    setWanted((before) => ({ id, time: (before?.time ?? 0) + 1 }));
  };
  const isReady = missing !== 'enrolment';
  return (
    <AskPlaceProvider>
      <Screen
        title={words('discovery.title')}
        lead={asked.data === undefined ? '\u00a0' : leadOf(asked.data)}
        back={{ to: '/', name: words('frame.rail.visit') }}
        acts={isReady ? <AskAct /> : null}
      >
        <Still>
          <ListenLine />
          <Answer of={asked} waiting={<Skeleton rows={3} look="cards" />}>
            {(found) => <Found {...{ nodes: found, missing, view, wanted }} onView={setView} onShow={show} />}
          </Answer>
          {isReady ? <WaysToFind onShow={show} /> : null}
        </Still>
      </Screen>
    </AskPlaceProvider>
  );
}

/** How many are here now and how many of them need the person; what went away is counted by itself. */
function leadOf(nodes: readonly NodeView[]): string {
  const groups = nodes.map(groupOf);
  const count = (group: NodeGroup) => groups.filter((each) => each === group).length;
  const gone = count('gone');
  return words('discovery.lead', { total: nodes.length - gone, needsYou: count('needsYou'), gone });
}

/** The ways to find more: the quiet one first, the loud one last, and what was swept before. */
function WaysToFind({ onShow }: { readonly onShow: (nodeId: string) => void }) {
  return (
    <>
      <div className={styles.ways}>
        <AskSection onShow={onShow} />
        <SweepSection />
      </div>
      <EarlierSweeps />
    </>
  );
}

/** Leads to the field from anywhere in a long list. */
function AskAct() {
  const { goTo } = useAskPlace();
  return <Button onPress={() => goTo('type')}>{words('discovery.ask.act')}</Button>;
}

function Found(props: {
  readonly nodes: readonly NodeView[];
  readonly missing: Missing | null;
  readonly view: View;
  readonly wanted: Wanted | null;
  readonly onView: (view: View) => void;
  readonly onShow: (nodeId: string) => void;
}) {
  const { nodes, missing, view, wanted, onView, onShow } = props;
  const [text, setText] = useState('');
  const named = useMemo(() => withNamesApart(nodes), [nodes]);
  if (nodes.length === 0) return missing === null ? <NothingFound /> : <MissingCard missing={missing} />;
  // Where everything went away, as after a change of the socket, the reason is wanted more than what was there.
  const isAllGone = missing === null && nodes.every((node) => groupOf(node) === 'gone');
  return (
    <>
      {isAllGone ? <NothingFound isGone /> : null}
      <ViewChoice view={view} onChange={onView}>
        {view === 'list' && nodes.length >= findFrom ? (
          <FindField
            text={text}
            onChange={setText}
            shown={named.filter((node) => fits(node, text)).length}
            total={nodes.length}
          />
        ) : null}
      </ViewChoice>
      {view === 'list' ? (
        <NodeGroups nodes={named} text={text} wanted={wanted} onWant={onShow} onReveal={() => setText('')} />
      ) : (
        <NetworkMapView look={view} nodes={nodes} onShow={onShow} />
      )}
      {missing === null && !isAllGone ? <NodeMissing /> : null}
    </>
  );
}
