import { useQuery } from '@tanstack/react-query';
import type { NodeView } from '../../shared/domain/nodes/node-view.ts';
import type { LedgerEntry, OpState } from '../../shared/domain/sync/op.ts';
import { isMessageKey, words } from '../../shared/words/words.ts';
import { discoveryQueries } from '../api/queries.ts';
import { Disclosure } from '../ui/acts/disclosure.tsx';
import { type State, StateMark } from '../ui/state/state-mark.tsx';
import { Card } from '../ui/text/card.tsx';
import { KeyValue } from '../ui/text/key-value.tsx';
import { Fingerprint } from '../ui/text/mono.tsx';
import { Raw } from '../ui/text/raw.tsx';
import { utcWords, whenWords } from '../ui/times.ts';
import { useArrowKeys } from '../ui/use-arrow-keys.ts';
import { useNow } from '../ui/use-now.ts';
import styles from './ledger.module.css';
import { opSentence } from './op-sentence.ts';

const marks: { readonly [S in OpState]: State } = {
  local: 'todo',
  sent: 'running',
  accepted: 'running',
  confirmed: 'ok',
  conflict: 'needs-you',
  refused: 'blocks',
  held: 'waiting',
};

/** The entries, each one line that opens to its numbers and then to the entry as it is recorded. */
export function LedgerList({ entries }: { readonly entries: readonly LedgerEntry[] }) {
  const { data: nodes } = useQuery(discoveryQueries.nodes());
  const move = useArrowKeys();
  return (
    <Card isPadded={false}>
      <ul className={styles.list} aria-label={words('sync.list')} onKeyDown={move}>
        {entries.map((entry) => (
          <EntryRow key={entry.op.opId} entry={entry} nodes={nodes ?? []} />
        ))}
      </ul>
    </Card>
  );
}

function EntryRow({ entry, nodes }: { readonly entry: LedgerEntry; readonly nodes: readonly NodeView[] }) {
  const now = useNow();
  const { op, state } = entry;
  const sentence = opSentence(op, nodes);
  const title = (
    <span className={styles.entry}>
      <strong className={styles.sentence}>{sentence}</strong>
      <span className={styles.when}>{whenWords(Date.parse(op.at), now)}</span>
      <StateMark state={marks[state]} word={words(`sync.opState.${state}`)} isWordShown />
    </span>
  );
  return (
    <li className={styles.row}>
      <Disclosure title={title}>
        <EntryDetails entry={entry} />
      </Disclosure>
    </li>
  );
}

function EntryDetails({ entry }: { readonly entry: LedgerEntry }) {
  const { op, state, seq, detail } = entry;
  const detailKey = `sync.opDetail.${state}`;
  const raw = JSON.stringify(op, null, 2);
  return (
    <>
      {isMessageKey(detailKey) ? (
        <p className={styles.detail}>{words(detailKey, { detail: detail ?? '' })}</p>
      ) : null}
      <KeyValue
        pairs={[
          { name: words('sync.entry.at'), value: utcWords(Date.parse(op.at)) },
          { name: words('sync.entry.actor'), value: op.actor },
          { name: words('sync.entry.devSeq'), value: String(op.devSeq) },
          ...(seq === null ? [] : [{ name: words('sync.entry.seq'), value: String(seq) }]),
          { name: words('sync.entry.hash'), value: <Fingerprint value={op.hash} /> },
        ]}
      />
      <Raw label={words('sync.entry.raw')}>{raw}</Raw>
    </>
  );
}
