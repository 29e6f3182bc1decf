import ChevronRight from 'lucide-react/icons/chevron-right';
import { useEffect } from 'react';
import type { Task } from '../../shared/domain/sites/visit.ts';
import { words } from '../../shared/words/words.ts';
import { DestinationLink } from '../ui/acts/destination-link.tsx';
import { cx } from '../ui/cx.ts';
import { StateMark } from '../ui/state/state-mark.tsx';
import { Card, Section } from '../ui/text/card.tsx';
import { useArrowKeys } from '../ui/use-arrow-keys.ts';
import styles from './task-list.module.css';
import type { TaskLine } from './tasks.ts';

const groups: readonly Task['group'][] = ['before', 'on-site', 'after'];

/** Tasks in their three groups, any order. Only what needs the person has a colour; what cannot start says why. */
export function TaskList({ lines }: { readonly lines: readonly TaskLine[] }) {
  useEffect(markUsable, []);
  return groups.map((group) => {
    const own = lines.filter((line) => line.group === group);
    if (own.length === 0) return null;
    return (
      <Section key={group} title={words(`sites.group.${group}`)}>
        <Card isPadded={false}>
          <Rows lines={own} label={words(`sites.group.${group}`)} />
        </Card>
      </Section>
    );
  });
}

/** The moment that the start of the app is measured by: the list stands there and can be used. */
function markUsable(): void {
  performance.mark('rounds:list-usable');
}

function Rows({ lines, label }: { readonly lines: readonly TaskLine[]; readonly label: string }) {
  const move = useArrowKeys();
  return (
    <ul aria-label={label} onKeyDown={move}>
      {lines.map((line) => (
        <TaskRow key={line.id} line={line} />
      ))}
    </ul>
  );
}

function TaskRow({ line }: { readonly line: TaskLine }) {
  const isBlocked = line.state === 'blocked';
  return (
    <li className={cx(styles.row, isBlocked && styles.blocked)}>
      <StateMark state={line.mark} word={words(`sites.taskState.${line.state}`)} />
      <div className={styles.words}>
        <h3 className={styles.title}>{line.title}</h3>
        <span className={cx(styles.detail, line.state === 'needs-you' && styles.needsYou)}>
          {line.detail}
        </span>
      </div>
      {isBlocked ? null : (
        <DestinationLink
          destination={line.to}
          className={styles.link}
          label={words('sites.next', { verb: line.verb, title: line.title })}
        >
          {line.verb}
          <ChevronRight aria-hidden="true" />
        </DestinationLink>
      )}
    </li>
  );
}
