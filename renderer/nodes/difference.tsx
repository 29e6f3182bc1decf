import type { IdentityComparison } from '../../shared/domain/nodes/node-view.ts';
import { words } from '../../shared/words/words.ts';
import { StateMark } from '../ui/state/state-mark.tsx';
import { Marked } from '../ui/text/mono.tsx';
import styles from './identify.module.css';

type Row = IdentityComparison['rows'][number];

/** The stop: what differs side against side, the first difference marked, and what usually causes it with what to do. */
export function Difference({ comparison }: { readonly comparison: IdentityComparison }) {
  const differing = comparison.rows.filter(({ agrees }) => agrees === 'no');
  return (
    <section className={styles.stop} aria-label={words('identify.verdict.differs')}>
      <p className={styles.stopHead} role="status">
        <StateMark state="blocks" word="" />
        <strong className={styles.stopTitle}>{words('identify.verdict.differs')}</strong>
      </p>
      {differing.map((row) => (
        <Sides key={row.what} row={row} />
      ))}
      {comparison.causes.length === 0 ? null : (
        <div className={styles.causes}>
          <h3>{words('identify.causes')}</h3>
          <ol>
            {comparison.causes.map((cause) => (
              <li key={cause}>
                <strong>{words(`identify.cause.${cause}`)}</strong>
                <span>{words(`identify.cause.${cause}.next`)}</span>
              </li>
            ))}
          </ol>
        </div>
      )}
    </section>
  );
}

function Sides({ row }: { readonly row: Row }) {
  const sides = [
    ['box', row.onTheBox],
    ['planned', row.planned],
    ['wire', row.overTheNetwork],
    ['console', row.onItsConsole],
  ] as const;
  const given = sides.flatMap(([side, value]) => (value === null || value === '' ? [] : [{ side, value }]));
  const place = (row.differsAt ?? 0) + 1;
  return (
    <div className={styles.sides}>
      <p>{words('identify.differsAt', { what: words(`identify.row.${row.what}`), place })}</p>
      <dl>
        {given.map(({ side, value }) => (
          <div key={side}>
            <dt>{words(side === 'planned' ? 'identify.side.planned' : `identify.column.${side}`)}</dt>
            <dd>
              <Aligned value={value} differsAt={row.differsAt} />
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

/** A value in groups of four under the others, with the character that differs marked; where it ends too soon, its end is. */
function Aligned({ value, differsAt }: { readonly value: string; readonly differsAt: number | null }) {
  if (differsAt !== null && differsAt >= value.length)
    return (
      <>
        {grouped(value)}
        <mark className={styles.end}>{words('identify.endsHere')}</mark>
      </>
    );
  const at = differsAt === null ? null : differsAt + Math.floor(differsAt / 4);
  return <Marked value={grouped(value)} differsAt={at} />;
}

const grouped = (value: string) => (value.match(/.{1,4}/gs) ?? []).join(' ');
