import ArrowDown from 'lucide-react/icons/arrow-down';
import Copy from 'lucide-react/icons/copy';
import { useEffect, useId, useRef, useState } from 'react';
import type { SerialPortView } from '../../../shared/domain/serial/serial-port.ts';
import { words } from '../../../shared/words/words.ts';
import { Button } from '../../ui/acts/button.tsx';
import { useAnnounce } from '../../ui/state/live-region.tsx';
import { Hidden } from '../../ui/text/hidden.tsx';
import styles from './log.module.css';
import { LogRow } from './log-row.tsx';
import { FindBar, LookSwitches, Tool } from './log-tools.tsx';
import { type Find, useFind } from './use-find.ts';
import { useLines } from './use-lines.ts';
import { type LogScroll, rowPx, useLogScroll } from './use-log-scroll.ts';
import { type Marks, useMarks } from './use-marks.ts';
import { probeText, useViewSize } from './use-view-size.ts';

/** Rows drawn above and below the view, so that a turn of the wheel meets lines and not emptiness. */
const spareRows = 12;
/** Margin before the text in characters, without and with the time; log.module.css says the same. */
const margin = { plain: 3, timed: 13 } as const;

/** What one port prints, live: a hundred thousand lines of which only those in view are drawn. Give it the port's path as key. */
export function ConsoleLog({ port }: { readonly port: SerialPortView }) {
  const [isWrapped, setIsWrapped] = useState(false);
  const [hasTimes, setHasTimes] = useState(false);
  const log = useLog(port, isWrapped, hasTimes);
  const { find, marks, scroll } = log;
  const helpId = useId();
  return (
    <div className={styles.log}>
      <div className={styles.tools}>
        <FindBar find={find} />
        <LookSwitches {...{ isWrapped, setIsWrapped, hasTimes, setHasTimes }} />
        <CopyTool marks={marks} />
      </div>
      <div className={styles.view}>
        <section
          ref={log.scroller}
          className={styles.scroller}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard.
          tabIndex={0}
          aria-label={words('serial.log', { path: port.path })}
          aria-describedby={helpId}
          onScroll={scroll.onScroll}
          onKeyDown={marks.onKeyDown}
        >
          <span ref={log.probe} className={styles.probe} aria-hidden="true">
            {probeText}
          </span>
          <Rows log={log} hasTimes={hasTimes} />
        </section>
        {port.endLine === 0 ? <p className={styles.quiet}>{words('serial.log.quiet')}</p> : null}
        {scroll.isFollowing ? null : (
          <div className={styles.newest}>
            <Button onPress={scroll.jumpToNewest} icon={<ArrowDown aria-hidden="true" />}>
              {words('serial.log.newest', { fresh: scroll.fresh })}
            </Button>
          </div>
        )}
      </div>
      <span id={helpId}>
        <Hidden>{words('serial.log.help')}</Hidden>
      </span>
    </div>
  );
}

interface Log extends ReturnType<typeof useLines> {
  readonly scroller: React.RefObject<HTMLElement | null>;
  readonly probe: React.RefObject<HTMLSpanElement | null>;
  readonly columns: number | null;
  readonly heightPx: number;
  readonly scroll: LogScroll;
  readonly find: Find;
  readonly marks: Marks;
}

function useLog(port: SerialPortView, isWrapped: boolean, hasTimes: boolean): Log {
  const scroller = useRef<HTMLElement>(null);
  const probe = useRef<HTMLSpanElement>(null);
  const [isHeld, setIsHeld] = useState(false);
  const size = useViewSize(scroller, probe, hasTimes ? margin.timed : margin.plain);
  const columns = isWrapped ? size.columns : null;
  const { book, rows } = useLines(port, columns);
  const scroll = useLogScroll(scroller, { rows, end: port.endLine, isHeld });
  const find = useFind(port.path, scroll.reveal);
  const marks = useMarks(scroller, { book, newest: port.endLine - 1, reveal: scroll.reveal });
  useEffect(() => setIsHeld(marks.isSelecting), [marks.isSelecting]);
  return { scroller, probe, columns, heightPx: size.heightPx, book, rows, scroll, find, marks };
}

function Rows({ log, hasTimes }: { readonly log: Log; readonly hasTimes: boolean }) {
  const { rows, book, scroll, find, marks, columns } = log;
  const first = Math.max(0, Math.floor(scroll.top / rowPx) - spareRows);
  const last = Math.min(rows.count, Math.ceil((scroll.top + log.heightPx) / rowPx) + spareRows);
  const shown = Array.from({ length: Math.max(0, last - first) }, (_, index) => rows.at(first + index));
  const [from, to] = [shown[0]?.line ?? 0, (shown.at(-1)?.line ?? -1) + 1];
  // After every drawing: what is here already is not asked for again.
  useEffect(() => book.want(from, to));
  const lookOf = (line: number) => {
    const { range } = marks;
    if (line === find.line) return 'current';
    return range !== null && line >= range.from && line <= range.to && !marks.isSelecting
      ? 'marked'
      : 'plain';
  };
  return (
    <div className={styles.all} style={{ height: rows.count * rowPx }}>
      <div className={styles.shown} style={{ transform: `translateY(${first * rowPx}px)` }}>
        {shown.map(({ line, part }) => (
          <LogRow
            key={`${line}.${part}`}
            line={book.line(line)}
            number={line}
            part={part}
            columns={columns}
            hasTime={hasTimes}
            found={find.text.trim() === '' ? '' : find.text}
            look={lookOf(line)}
          />
        ))}
      </div>
    </div>
  );
}

function CopyTool({ marks }: { readonly marks: Marks }) {
  const say = useAnnounce();
  const { range } = marks;
  const copy = () => say(words('serial.log.copied', { count: marks.copy() }));
  return (
    <Tool isDisabled={range === null} onPress={copy}>
      <Copy aria-hidden="true" />
      <span>{words('serial.log.copy', { count: range === null ? 0 : range.to - range.from + 1 })}</span>
    </Tool>
  );
}
