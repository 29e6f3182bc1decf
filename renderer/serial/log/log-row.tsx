import { memo } from 'react';
import type { SerialLine } from '../../../shared/domain/serial/serial-port.ts';
import { words } from '../../../shared/words/words.ts';
import { cx } from '../../ui/cx.ts';
import { Hidden } from '../../ui/text/hidden.tsx';
import { visible } from '../../ui/text/raw.tsx';
import styles from './log.module.css';

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** One row of the console: a line, or a part of one that is wrapped. Empty while the line is being asked for. */
export const LogRow = memo(function LogRow(props: {
  readonly line: SerialLine | null;
  readonly number: number;
  readonly part: number;
  readonly columns: number | null;
  readonly hasTime: boolean;
  /** What is looked for; empty for nothing. */
  readonly found: string;
  readonly look: 'plain' | 'current' | 'marked';
}) {
  const { line, part, columns } = props;
  const text = line === null ? '' : shownText(line, part, columns);
  const kind = line?.kind ?? 'in';
  return (
    <div className={cx(styles.row, styles[kind], styles[props.look])} data-line={props.number}>
      {props.hasTime ? (
        <span className={styles.time}>{line === null || part > 0 ? '' : clock.format(line.atMs)}</span>
      ) : null}
      <span className={styles.text}>
        {kind === 'in' || part > 0 ? null : (
          <Hidden>{words(kind === 'out' ? 'serial.log.sent' : 'serial.log.note')}: </Hidden>
        )}
        <Found text={text} found={props.found} />
      </span>
    </div>
  );
});

function shownText({ text }: SerialLine, part: number, columns: number | null): string {
  const shown = columns === null ? text : text.slice(part * columns, (part + 1) * columns);
  return visible(shown.replaceAll('\t', ' '));
}

function Found({ text, found }: { readonly text: string; readonly found: string }) {
  if (found === '') return text;
  const pieces = [];
  const [low, wanted] = [text.toLowerCase(), found.toLowerCase()];
  let from = 0;
  for (let at = low.indexOf(wanted); at !== -1; at = low.indexOf(wanted, from)) {
    pieces.push(text.slice(from, at), <mark key={at}>{text.slice(at, at + wanted.length)}</mark>);
    from = at + wanted.length;
  }
  return [...pieces, text.slice(from)];
}
