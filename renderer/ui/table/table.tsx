import type { ReactNode } from 'react';
import styles from './table.module.css';

export interface TableRow {
  readonly key: string;
  /** One a column; the first names the row. */
  readonly cells: readonly ReactNode[];
}

/** Rows under their column names; where it is narrow each row stands as a small list with the names beside it. */
export function Table(props: {
  readonly label: string;
  readonly columns: readonly string[];
  readonly rows: readonly TableRow[];
}) {
  const { label, columns, rows } = props;
  return (
    <div className={styles.frame}>
      <table className={styles.table} aria-label={label}>
        <thead>
          <tr>
            {columns.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells }) => (
            <tr key={key}>
              {columns.map((name, index) =>
                index === 0 ? (
                  <th key={name} scope="row" data-name={name}>
                    {cells[index]}
                  </th>
                ) : (
                  <td key={name} data-name={name}>
                    {cells[index]}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
