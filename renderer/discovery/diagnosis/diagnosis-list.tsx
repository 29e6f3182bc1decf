import { useState } from 'react';
import type { Diagnosis, Surroundings } from '../../../shared/domain/discovery/surroundings.ts';
import { meaningOf, whereOf } from '../../../shared/words/diagnosis-words.ts';
import { words } from '../../../shared/words/words.ts';
import { Button } from '../../ui/acts/button.tsx';
import { Hidden } from '../../ui/text/hidden.tsx';
import styles from './diagnosis.module.css';
import { NextAct } from './next-act.tsx';
import { nextSteps } from './next-steps.ts';

/** More reasons than this are shown only when asked for: the likeliest stand first, and the ways on stay near. */
const firstOf = 5;

/** The likely reasons in order, each with what it means and the next step to press. */
export function DiagnosisList({ around }: { readonly around: Surroundings }) {
  const { diagnosis } = around;
  const [isWhole, setIsWhole] = useState(false);
  if (diagnosis.length === 0) {
    return (
      <div className={styles.reason}>
        <p className={styles.means}>{words('discovery.diagnosis.none')}</p>
        <div className={styles.acts}>
          <NextAct step="type" />
          <NextAct step="serial" />
          <NextAct step="sweep" />
        </div>
      </div>
    );
  }
  const shown = isWhole ? diagnosis : diagnosis.slice(0, firstOf);
  const more = diagnosis.length - shown.length;
  return (
    <>
      <ol className={styles.reasons}>
        {shown.map((each, index) => (
          <Reason key={each.code + String(index)} place={index + 1} diagnosis={each} around={around} />
        ))}
      </ol>
      {more === 0 ? null : (
        <div>
          <Button onPress={() => setIsWhole(true)}>{words('discovery.diagnosis.more', { more })}</Button>
        </div>
      )}
    </>
  );
}

function Reason(props: {
  readonly place: number;
  readonly diagnosis: Diagnosis;
  readonly around: Surroundings;
}) {
  const { place, diagnosis, around } = props;
  const where = whereOf(diagnosis);
  const what = words(`discovery.diagnosis.${diagnosis.code}.what`);
  return (
    <li className={styles.reason}>
      <span className={styles.number} aria-hidden="true">
        {place}
      </span>
      <div className={styles.words}>
        <h3 className={styles.what}>
          <Hidden>{words('discovery.diagnosis.place', { place, total: around.diagnosis.length })}: </Hidden>
          {what}
        </h3>
        <p className={styles.means}>{meaningOf(diagnosis, around)}</p>
        {where === null ? null : <p className={styles.where}>{where}</p>}
        <div className={styles.acts}>
          {nextSteps[diagnosis.code].map((step) => (
            <NextAct key={step} step={step} port={portOf(diagnosis)} />
          ))}
        </div>
      </div>
    </li>
  );
}

const portOf = ({ code, facts }: Diagnosis) => (code === 'serial-only' ? String(facts.port ?? '') : '');
