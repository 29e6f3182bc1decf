import { words } from '../../shared/words/words.ts';
import { Choice } from '../ui/acts/choice.tsx';
import { Section } from '../ui/text/card.tsx';
import styles from './identify.module.css';
import { Release } from './release.tsx';
import type { Identifying } from './use-identify.ts';

/** The planned nodes that have no machine yet. None is chosen beforehand; what fits says so in words. */
export function SlotChoice({ form }: { readonly form: Identifying }) {
  const { freeSlots, takenSlots, node } = form;
  const options = freeSlots.map((slot) => {
    const role = words(`sites.role.${slot.role}`);
    const detail = words('identify.slot.detail', { role, place: slot.place, address: slot.address });
    const fits = node.candidateSlotIds.includes(slot.id);
    return {
      value: slot.id,
      name: slot.label,
      detail: fits ? words('identify.slot.fits', { detail }) : detail,
    };
  });
  return (
    <Section title={words('identify.slot')}>
      {options.length === 0 ? (
        <p className={styles.note}>{words('identify.slot.none')}</p>
      ) : (
        <div id="planned-node" tabIndex={-1}>
          <Choice
            label={words('identify.slot')}
            isLabelHidden
            options={options}
            value={form.slot?.id ?? null}
            onChange={form.chooseSlot}
          />
        </div>
      )}
      {form.problems.slot === null ? null : <p className={styles.problem}>{form.problems.slot}</p>}
      {takenSlots.length === 0 || options.length === 0 ? null : (
        <p className={styles.note}>{words('identify.slot.taken', { taken: takenSlots.length })}</p>
      )}
      <Release taken={takenSlots} isWanted={form.failure?.code === 'slot-taken'} />
    </Section>
  );
}
