import { useRef, useState } from 'react';
import { readLabel } from '../../../shared/domain/nodes/label/label.ts';
import { words } from '../../../shared/words/words.ts';
import { Button } from '../../ui/acts/button.tsx';
import { Dialog } from '../../ui/acts/dialog.tsx';
import { StateMark } from '../../ui/state/state-mark.tsx';
import styles from './scan.module.css';
import { useCamera } from './use-camera.ts';

/** Reads the label through the camera. Closed, it is not there, and the camera is off. */
export function ScanDialog(props: {
  readonly onSerial: (serial: string) => void;
  readonly onClose: () => void;
}) {
  return (
    <Dialog title={words('identify.scan.title')} isOpen onClose={props.onClose}>
      <Scan {...props} />
    </Dialog>
  );
}

function Scan({ onSerial, onClose }: Parameters<typeof ScanDialog>[0]) {
  const video = useRef<HTMLVideoElement>(null);
  const [other, setOther] = useState<string | null>(null);
  const state = useCamera(video, (texts) => {
    for (const text of texts) {
      const label = readLabel(text);
      if (label === null) continue;
      onSerial(label.serial);
      return 'enough';
    }
    setOther(texts[0] ?? null);
    return 'go-on';
  });
  const isOn = state === 'starting' || state === 'looking';
  return (
    <div className={styles.scan}>
      {isOn ? (
        <>
          <p>{words('identify.scan.help')}</p>
          <div className={styles.frame}>
            <video ref={video} className={styles.video} muted playsInline />
          </div>
        </>
      ) : null}
      <div className={styles.foot}>
        <p role="status" className={styles.state}>
          <StateMark state={isOn ? 'running' : 'blocks'} word="" />
          <span>
            {other !== null && isOn
              ? words('identify.scan.noSerial', { text: other.slice(0, 60) })
              : words(`identify.scan.${state}`)}
          </span>
        </p>
        <Button onPress={onClose}>{words(isOn ? 'identify.scan.stop' : 'identify.scan.close')}</Button>
      </div>
    </div>
  );
}
