import type { PackSummary } from '../../shared/domain/sites/visit.ts';
import { words } from '../../shared/words/words.ts';
import { Disclosure } from '../ui/acts/disclosure.tsx';
import { Card, Section } from '../ui/text/card.tsx';
import { KeyValue } from '../ui/text/key-value.tsx';
import { Mono } from '../ui/text/mono.tsx';
import { dayWords, whenWords } from '../ui/times.ts';
import { useNow } from '../ui/use-now.ts';
import styles from './ready-screen.module.css';

/** The pack in use: what it is for, how long it holds, and the nodes it plans. */
export function PackCard({ pack }: { readonly pack: PackSummary | null }) {
  return (
    <Section title={words('sites.pack.title')}>
      <Card>{pack === null ? <p>{words('sites.pack.none')}</p> : <PackFacts pack={pack} />}</Card>
    </Section>
  );
}

function PackFacts({ pack }: { readonly pack: PackSummary }) {
  const now = useNow();
  const when = (iso: string) => whenWords(Date.parse(iso), now);
  const day = (iso: string) => dayWords(Date.parse(iso), now);
  const { version, imagesHere: here, imagesTotal: total, sweepAllowed } = pack;
  const starts = day(pack.visitStartsAt);
  return (
    <div className={styles.stack}>
      <KeyValue
        pairs={[
          {
            name: words('sites.pack.version'),
            value: words('sites.pack.versionValue', { version, issued: when(pack.issuedAt) }),
          },
          { name: words('sites.pack.region'), value: <Mono>{pack.region}</Mono> },
          { name: words('sites.pack.valid'), value: when(pack.expiresAt) },
          {
            name: words('sites.pack.visit'),
            value: words('sites.pack.visitValue', { starts, ends: day(pack.visitEndsAt) }),
          },
          { name: words('sites.pack.images'), value: words('sites.pack.imagesValue', { here, total }) },
          {
            name: words('sites.pack.sweep'),
            value:
              sweepAllowed.length === 0 ? (
                words('sites.pack.sweepNone')
              ) : (
                <Mono>{sweepAllowed.join('  ')}</Mono>
              ),
          },
        ]}
      />
      <Disclosure title={words('sites.pack.slots')}>
        <SlotTable slots={pack.slots} />
      </Disclosure>
    </div>
  );
}

function SlotTable({ slots }: { readonly slots: PackSummary['slots'] }) {
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">{words('sites.slot.label')}</th>
          <th scope="col">{words('sites.slot.place')}</th>
          <th scope="col">{words('sites.slot.role')}</th>
          <th scope="col">{words('sites.slot.address')}</th>
        </tr>
      </thead>
      <tbody>
        {slots.map((slot) => (
          <tr key={slot.id}>
            <td>{slot.label}</td>
            <td>{slot.place}</td>
            <td>{words(`sites.role.${slot.role}`)}</td>
            <td>
              <Mono>{slot.address}</Mono>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
