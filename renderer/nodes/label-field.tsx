import ScanLine from 'lucide-react/icons/scan-line';
import { lazy, Suspense, useEffect, useState } from 'react';
import { readLabel } from '../../shared/domain/nodes/label/label.ts';
import { words } from '../../shared/words/words.ts';
import { Button } from '../ui/acts/button.tsx';
import { Field } from '../ui/acts/field.tsx';
import styles from './identify.module.css';
import { useWedge } from './scan/use-wedge.ts';
import type { Identifying } from './use-identify.ts';

const ScanDialog = lazy(async () => ({ default: (await import('./scan/scan-dialog.tsx')).ScanDialog }));

type Scanned =
  | { readonly by: 'scanner' | 'camera'; readonly serial: string }
  | { readonly by: 'nothing'; readonly text: string };

/** The serial number on the label: typed, scanned by hand scanner from anywhere on the screen, or seen by the camera. */
export function LabelField({ form }: { readonly form: Identifying }) {
  const [isScanning, setIsScanning] = useState(false);
  const [scanned, setScanned] = useState<Scanned | null>(null);
  const openCamera = () => {
    setScanned(null);
    setIsScanning(true);
  };
  const take = (by: 'scanner' | 'camera', serial: string) => {
    form.setLabelSerial(serial);
    setScanned({ by, serial });
  };
  // What the camera saw is looked at next; and its dialog may close before it has taken the focus.
  const isSeen = !isScanning && scanned?.by === 'camera';
  useEffect(() => {
    if (isSeen) document.getElementById('label-serial')?.focus();
  }, [isSeen]);
  useWedge((text) => {
    const label = readLabel(text);
    if (label === null) setScanned({ by: 'nothing', text });
    else take('scanner', label.serial);
  });
  return (
    <div className={styles.source}>
      <div className={styles.beside}>
        <Field
          id="label-serial"
          label={words('identify.label')}
          help={words('identify.label.help')}
          value={form.labelSerial}
          onChange={form.setLabelSerial}
          problem={form.problems.label}
          isMono
        />
        <Button onPress={openCamera} icon={<ScanLine aria-hidden="true" />}>
          {words('identify.scan.act')}
        </Button>
      </div>
      <p role="status" className={styles.small}>
        {scanned === null ? null : scannedWords(scanned)}
      </p>
      <Suspense>
        {isScanning ? (
          <ScanDialog
            onSerial={(serial) => {
              take('camera', serial);
              setIsScanning(false);
            }}
            onClose={() => setIsScanning(false)}
          />
        ) : null}
      </Suspense>
    </div>
  );
}

function scannedWords(scanned: Scanned): string {
  if (scanned.by === 'nothing') return words('identify.scan.noSerial', { text: scanned.text.slice(0, 60) });
  return words(`identify.scanned.${scanned.by}`, { serial: scanned.serial });
}
