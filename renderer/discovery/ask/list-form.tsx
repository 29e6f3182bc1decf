import { type FormEvent, useState } from 'react';
import { words } from '../../../shared/words/words.ts';
import { useJob } from '../../api/services.tsx';
import { useDraft } from '../../app/drafts.tsx';
import { Button } from '../../ui/acts/button.tsx';
import { Field } from '../../ui/acts/field.tsx';
import { Progress } from '../../ui/progress/progress.tsx';
import { FailureCard } from '../../ui/state/failure-card.tsx';
import styles from './ask.module.css';
import { askIds } from './ask-place.tsx';
import { ListResult } from './list-result.tsx';

/** The contract's own limit: some thousand rows of a wide spreadsheet. */
const longestText = 200_000;

/** Asks every address of a pasted list, and keeps the text whatever comes of it. */
export function ListForm({ onShow }: { readonly onShow: (nodeId: string) => void }) {
  const [text, setText] = useDraft('pasted addresses');
  const [isMissing, setIsMissing] = useState(false);
  const { job, start, isRunning } = useJob('discovery.addList');
  const count = text.split('\n').filter((line) => line.trim() !== '').length;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setIsMissing(count === 0);
    if (count > 0) start({ text });
  };
  return (
    <div className={styles.way}>
      <form className={styles.way} onSubmit={submit}>
        <Field
          id={askIds.list}
          label={words('discovery.list.label')}
          help={words('discovery.list.help')}
          value={text}
          onChange={setText}
          maxLength={longestText}
          rows={6}
          problem={isMissing ? words('discovery.list.missing') : null}
          isMono
        />
        {isRunning ? null : (
          <div>
            <Button type="submit">{words('discovery.list.act', { count })}</Button>
          </div>
        )}
      </form>
      <ListProgress />
      <p role="status">{job?.state === 'cancelled' ? words('discovery.list.stopped') : null}</p>
      {job?.state === 'failed' ? <FailureCard failure={job.failure} /> : null}
      {job?.state === 'succeeded' ? (
        <ListResult rows={job.value.rows} onShow={onShow} onKeep={(lines) => setText(lines.join('\n'))} />
      ) : null}
    </div>
  );
}

function ListProgress() {
  const { job, stop } = useJob('discovery.addList');
  if (job?.state !== 'running') return null;
  const { progress } = job;
  return (
    <Progress
      title={words('discovery.list.running')}
      detail={progress === null ? '' : words('discovery.list.progress', { ...progress })}
      done={progress?.done ?? 0}
      total={progress?.total ?? null}
      stop={{ name: words('discovery.list.stop'), onPress: stop, isStopping: job.isStopping }}
    />
  );
}
