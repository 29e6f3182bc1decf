import Search from 'lucide-react/icons/search';
import { words } from '../../../shared/words/words.ts';
import { Field } from '../../ui/acts/field.tsx';
import styles from './list.module.css';

/** Narrows the list to what has the text in it, and says to how many. */
export function FindField(props: {
  readonly text: string;
  readonly onChange: (text: string) => void;
  readonly shown: number;
  readonly total: number;
}) {
  const { text, onChange, shown, total } = props;
  return (
    <div className={styles.find}>
      <Search aria-hidden="true" />
      <Field
        label={words('discovery.find')}
        isLabelHidden
        placeholder={words('discovery.find.placeholder')}
        value={text}
        onChange={onChange}
      />
      <p role="status" className={styles.count}>
        {text.trim() === '' ? null : words('discovery.find.count', { shown, total })}
      </p>
    </div>
  );
}
