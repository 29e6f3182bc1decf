import Check from 'lucide-react/icons/check';
import Copy from 'lucide-react/icons/copy';
import { useRef, useState } from 'react';
import { words } from '../../../shared/words/words.ts';
import { Button } from '../acts/button.tsx';
import styles from './copy-text.module.css';

/** Text for somebody else, to select or copy whole. `label` names it; `act` is the button's name. */
export function CopyText(props: { readonly text: string; readonly label: string; readonly act: string }) {
  const area = useRef<HTMLTextAreaElement>(null);
  const [isCopied, setIsCopied] = useState(false);
  const copy = () => {
    area.current?.select();
    // The page has no clipboard permission, as it has no other; this old command needs none.
    setIsCopied(document.execCommand('copy'));
  };
  return (
    <div className={styles.copy}>
      <textarea ref={area} className={styles.text} aria-label={props.label} value={props.text} readOnly />
      <div className={styles.acts}>
        <Button onPress={copy} icon={isCopied ? <Check aria-hidden /> : <Copy aria-hidden />}>
          {props.act}
        </Button>
        <span role="status">{isCopied ? words('frame.copied') : null}</span>
      </div>
    </div>
  );
}
