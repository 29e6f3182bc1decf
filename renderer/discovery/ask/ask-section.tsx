import { words } from '../../../shared/words/words.ts';
import { Choice } from '../../ui/acts/choice.tsx';
import { cx } from '../../ui/cx.ts';
import { Card, Section } from '../../ui/text/card.tsx';
import styles from './ask.module.css';
import { type AskWay, useAskPlace } from './ask-place.tsx';
import { ListForm } from './list-form.tsx';
import { TypedForm } from './typed-form.tsx';

/** Asks addresses that the person has: one from a screen or a label, or many from a spreadsheet. */
export function AskSection({ onShow }: { readonly onShow: (nodeId: string) => void }) {
  const { way, setWay } = useAskPlace();
  const ways: readonly AskWay[] = ['one', 'list'];
  return (
    <div className={cx(way === 'list' && styles.whole)}>
      <Section title={words('discovery.ask.title')}>
        <Card>
          <div className={styles.way}>
            <Choice
              look="line"
              label={words('discovery.ask.way')}
              isLabelHidden
              options={ways.map((value) => ({ value, name: words(`discovery.ask.${value}`) }))}
              value={way}
              onChange={setWay}
            />
            {way === 'one' ? <TypedForm onShow={onShow} /> : <ListForm onShow={onShow} />}
          </div>
        </Card>
      </Section>
    </div>
  );
}
