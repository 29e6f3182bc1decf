import { words } from '../../shared/words/words.ts';
import { useJob } from '../api/services.tsx';
import { Progress } from '../ui/progress/progress.tsx';
import { sizeWords } from '../ui/sizes.ts';
import { StateMark } from '../ui/state/state-mark.tsx';
import styles from './ready-screen.module.css';

/** How far the preparation has come, found again after a reload; and in the end that it worked. */
export function PrepareProgressLine() {
  const { job, stop } = useJob('sites.prepare');
  if (job === null) return null;
  if (job.state === 'succeeded') {
    return (
      <p className={styles.prepared} role="status">
        <StateMark state="ok" word="" />
        {words('sites.ready.prepared', { version: job.value.version })}
      </p>
    );
  }
  if (job.state !== 'running') return null;
  const { progress } = job;
  return (
    <Progress
      title={progress === null ? words('sites.prepare.begin') : words(`sites.prepare.${progress.stage}`)}
      detail={progress === null ? '' : counted(progress.done, progress.total)}
      done={progress?.done ?? 0}
      total={progress?.total ?? null}
      stop={
        job.cancellable
          ? { name: words('sites.ready.act.stop'), onPress: stop, isStopping: job.isStopping }
          : null
      }
    />
  );
}

/** Images are counted in bytes, everything else in things; a total over a million can only be bytes. */
function counted(done: number, total: number): string {
  if (total < 1_000_000) return words('sites.prepare.count', { done, total });
  return words('sites.prepare.size', { done: sizeWords(done), total: sizeWords(total) });
}
