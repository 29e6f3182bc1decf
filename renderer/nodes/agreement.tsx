import type { IdentityComparison } from '../../shared/domain/nodes/node-view.ts';
import { words } from '../../shared/words/words.ts';
import { cx } from '../ui/cx.ts';
import { type State, StateMark } from '../ui/state/state-mark.tsx';
import { Section } from '../ui/text/card.tsx';
import { Fingerprint, Marked, Mono } from '../ui/text/mono.tsx';
import { Difference } from './difference.tsx';
import styles from './identify.module.css';
import type { Identifying } from './use-identify.ts';

type Row = IdentityComparison['rows'][number];

/** What box, network and console say, side by side; a difference is marked at its first character. */
export function Agreement({ form }: { readonly form: Identifying }) {
  const { comparison, node } = form;
  const rows = comparison?.rows ?? rowsBefore(form);
  return (
    <Section title={words('identify.compare')}>
      {comparison?.verdict === 'differs' ? <Difference comparison={comparison} /> : <Verdict form={form} />}
      <div className={styles.wide}>
        <table className={styles.table} aria-label={words('identify.compare')}>
          <thead>
            <tr>
              <td />
              <th scope="col">{words('identify.column.box')}</th>
              <th scope="col">{words('identify.column.wire')}</th>
              <th scope="col">{words('identify.column.console')}</th>
              <th scope="col">{words('identify.column.agrees')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <AgreementRow key={row.what} row={row} form={form} />
            ))}
          </tbody>
        </table>
      </div>
      {node.uuid === null || rows.some(({ what }) => what === 'uuid') ? null : (
        <p className={styles.note}>
          {words('discovery.fact.uuid')} <Mono>{node.uuid.value}</Mono>
        </p>
      )}
      <p className={styles.small}>{words('identify.kept')}</p>
    </Section>
  );
}

/** What is known before anything was read: only what came over the network. */
function rowsBefore({ node }: Identifying): readonly Row[] {
  const row = (what: Row['what'], overTheNetwork: string | null): Row => {
    const rest = {
      onTheBox: null,
      onItsConsole: null,
      planned: null,
      comparedCharacters: 0,
      differsAt: null,
    };
    return { what, overTheNetwork, agrees: 'not-checked', ...rest };
  };
  return [row('serial', node.serial?.value ?? null), row('fingerprint', node.fingerprint?.value ?? null)];
}

const marks: { readonly [A in Row['agrees']]: State } = { yes: 'ok', no: 'blocks', 'not-checked': 'unknown' };

function AgreementRow({ row, form }: { readonly row: Row; readonly form: Identifying }) {
  const isSerial = row.what === 'serial';
  // A serial number is on the label, a fingerprint on the screen: the other place has nothing to compare.
  const box = isSerial ? row.onTheBox : null;
  return (
    <tr className={cx(row.agrees === 'no' && styles.differs)}>
      <th scope="row">{words(`identify.row.${row.what}`)}</th>
      <td>
        <Value value={box} row={row} isShownThere={isSerial} />
        {row.planned === null ? null : (
          <span className={styles.planned}>{words('identify.planned', { planned: row.planned })}</span>
        )}
      </td>
      <td>
        {form.isConsoleOnly ? (
          <span className={styles.missing}>{words('identify.noWay')}</span>
        ) : (
          <Value value={row.overTheNetwork} row={row} isShownThere />
        )}
      </td>
      <td>
        <Value value={row.onItsConsole} row={row} isShownThere={!isSerial} />
      </td>
      <td>
        <StateMark state={marks[row.agrees]} word={words(`identify.agrees.${row.agrees}`)} isWordShown />
      </td>
    </tr>
  );
}

function Value(props: { readonly value: string | null; readonly row: Row; readonly isShownThere: boolean }) {
  const { value, row } = props;
  if (value === null || value === '') {
    return (
      <span className={styles.missing}>
        {words(props.isShownThere ? 'identify.notRead' : 'identify.notShown')}
      </span>
    );
  }
  if (row.what === 'fingerprint') return <Fingerprint value={value} differsAt={row.differsAt} />;
  return (
    <span className={styles.serial}>
      <Marked value={value} differsAt={row.differsAt} />
    </span>
  );
}

function Verdict({ form }: { readonly form: Identifying }) {
  const { comparison, slot } = form;
  if (comparison === null || slot === null) return null;
  const { verdict } = comparison;
  const state = { agrees: 'ok', differs: 'blocks', incomplete: 'unknown' } as const;
  const { label, place } = slot;
  const isAlone = comparison.way === 'serial-alone' && verdict === 'agrees';
  return (
    <p className={styles.verdict} role="status">
      <StateMark state={state[verdict]} word="" />
      {words(isAlone ? 'identify.verdict.alone' : `identify.verdict.${verdict}`, { label, place })}
    </p>
  );
}
