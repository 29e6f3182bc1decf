import type { SweepSummary } from '../../../shared/domain/discovery/sweep-report.ts';
import { words } from '../../../shared/words/words.ts';
import { failureOf, useAct, useServices } from '../../api/services.tsx';
import { Button } from '../../ui/acts/button.tsx';
import { FailureCard } from '../../ui/state/failure-card.tsx';
import { Hidden } from '../../ui/text/hidden.tsx';
import styles from './sweep.module.css';

/** Writes the log of one sweep where the person chooses, in the desktop's own dialog. */
export function ExportLog({ sweep, when }: { readonly sweep: SweepSummary; readonly when: string }) {
  const { shell } = useServices();
  const write = useAct('discovery.exportSweep');
  const { sweepId, range } = sweep;
  const choose = async () => {
    const day = new Date(sweep.startedAtMs).toISOString().slice(0, 10);
    // A slash or a colon would be read as a folder or a drive.
    const suggestedName = words('discovery.sweeps.fileName', {
      range: range.replaceAll(/[^\w.-]/g, '-'),
      day,
    });
    const path = await shell.chooseSave({ purpose: 'sweep-log', suggestedName });
    if (path !== null) write.mutate({ sweepId, path });
  };
  return (
    <div className={styles.lines}>
      <div>
        <Button onPress={() => void choose()} isPending={write.isPending}>
          {words('discovery.sweeps.export')}
          <Hidden> {words('discovery.sweeps.export.of', { range, when })}</Hidden>
        </Button>
      </div>
      <div role="status">
        {write.isSuccess ? (
          <>
            <p className={styles.help}>
              {words('discovery.sweeps.saved', {
                path: write.data.path,
                signature: fileNameOf(write.data.signaturePath),
                key: fileNameOf(write.data.publicKeyPath),
              })}
            </p>
            <div className={styles.outdent}>
              <Button kind="plain" onPress={() => void shell.showInFolder({ path: write.data.path })}>
                {words('discovery.sweeps.folder')}
              </Button>
            </div>
          </>
        ) : null}
      </div>
      {write.error === null ? null : <FailureCard failure={failureOf(write.error)} />}
    </div>
  );
}

const fileNameOf = (path: string) => path.split(/[/\\]/).at(-1) ?? path;
