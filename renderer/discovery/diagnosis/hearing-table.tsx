import type { SurroundingInterface } from '../../../shared/domain/discovery/surroundings.ts';
import { words } from '../../../shared/words/words.ts';
import { StateMark } from '../../ui/state/state-mark.tsx';
import { Table } from '../../ui/table/table.tsx';
import { Mono } from '../../ui/text/mono.tsx';
import styles from './diagnosis.module.css';
import { hearingOf, packetWords } from './hearing-words.ts';

/** Every network connection of this laptop: what is heard on it, or why it is left out. Those in use come first. */
export function HearingTable({ interfaces }: { readonly interfaces: readonly SurroundingInterface[] }) {
  if (interfaces.length === 0) return <p>{words('discovery.hearing.none')}</p>;
  const inOrder = interfaces.toSorted((one, other) => Number(other.used) - Number(one.used));
  return (
    <Table
      label={words('discovery.hearing')}
      columns={[
        words('discovery.hearing.column.interface'),
        words('discovery.hearing.column.address'),
        words('discovery.hearing.column.heard'),
      ]}
      rows={inOrder.map((each) => ({
        key: each.name,
        cells: [
          <Mono key="name">{each.name}</Mono>,
          <Addresses key="addresses" addresses={each.addresses} />,
          <Heard key="heard" of={each} />,
        ],
      }))}
    />
  );
}

function Addresses({ addresses }: { readonly addresses: readonly string[] }) {
  if (addresses.length === 0) return '–';
  return (
    <div className={styles.lines}>
      {addresses.map((address) => (
        <Mono key={address}>{address}</Mono>
      ))}
    </div>
  );
}

function Heard({ of }: { readonly of: SurroundingInterface }) {
  if (!of.used) {
    const why = words(`discovery.why.${of.why}`);
    return (
      <span className={styles.state}>
        <StateMark state="skipped" word="" />
        <span>{words('discovery.hearing.leftOut', { why })}</span>
      </span>
    );
  }
  const { mark, text } = hearingOf(of);
  return (
    <div className={styles.lines}>
      <span className={styles.state}>
        <StateMark state={mark} word="" />
        <span>{text}</span>
      </span>
      <span className={styles.detail}>{packetWords(of).join(' · ')}</span>
    </div>
  );
}
