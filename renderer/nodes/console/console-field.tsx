import { words } from '../../../shared/words/words.ts';
import { readAgoWords } from '../../serial/read-ago-words.ts';
import { ActLink } from '../../ui/acts/act-link.tsx';
import { Choice } from '../../ui/acts/choice.tsx';
import { Field } from '../../ui/acts/field.tsx';
import { Fingerprint } from '../../ui/text/mono.tsx';
import { useNow } from '../../ui/use-now.ts';
import styles from '../identify.module.css';
import type { Identifying } from '../use-identify.ts';
import type { ConsoleOffer } from './use-console-offers.ts';

/** The fingerprint that the machine itself shows: read by cable where a console is connected, or by eye. The person says which. */
export function ConsoleField({ form }: { readonly form: Identifying }) {
  const { offers, consoleWay } = form;
  if (offers.length === 0)
    return (
      <div className={styles.source}>
        <div className={styles.beside}>
          <HandField form={form} />
          <ActLink to="/serial">{words('identify.console.byCable')}</ActLink>
        </div>
        <TypedGroups form={form} />
      </div>
    );
  return (
    <div className={styles.source}>
      <Ways form={form} />
      {form.problems.console === null || consoleWay !== null ? null : (
        <p className={styles.problem}>{form.problems.console}</p>
      )}
      {consoleWay === 'hand' ? (
        <>
          <HandField form={form} />
          <TypedGroups form={form} />
        </>
      ) : null}
    </div>
  );
}

function Ways({ form }: { readonly form: Identifying }) {
  const now = useNow(1000);
  const options = [
    ...form.offers.map((offer) => ({
      value: offer.path,
      name: words('identify.console.from', { path: offer.path, ago: readAgoWords(offer.readAtMs, now) }),
      detail: <OfferDetail offer={offer} />,
    })),
    {
      value: 'hand',
      name: words('identify.console.hand'),
      detail: words('identify.console.hand.detail'),
    },
  ];
  return (
    <div id="console-way" tabIndex={-1}>
      <Choice
        label={words('identify.console')}
        options={options}
        value={form.consoleWay}
        onChange={form.chooseConsoleWay}
      />
    </div>
  );
}

function OfferDetail({ offer }: { readonly offer: ConsoleOffer }) {
  return (
    <>
      <Fingerprint value={offer.fingerprint} />
      {offer.otherNode === null ? null : (
        <span className={styles.other}>{words('identify.console.other', { name: offer.otherNode })}</span>
      )}
    </>
  );
}

function HandField({ form }: { readonly form: Identifying }) {
  return (
    <Field
      id="console-fingerprint"
      label={words(form.offers.length === 0 ? 'identify.console' : 'identify.console.typed')}
      help={words('identify.console.help')}
      value={form.typedFingerprint}
      onChange={form.setTypedFingerprint}
      problem={form.problems.console}
      isMono
    />
  );
}

/** What was typed so far as it is compared: in groups of four, the first difference marked. */
function TypedGroups({ form }: { readonly form: Identifying }) {
  const row = form.comparison?.rows.find(({ what }) => what === 'fingerprint');
  const typed = row?.onItsConsole ?? null;
  if (row === undefined || typed === null || form.typedFingerprint.trim() === '') return null;
  const enough = typed.length >= enoughCharacters;
  return (
    <p className={styles.groups}>
      <Fingerprint value={typed} differsAt={row.differsAt} />
      <span className={styles.small}>
        {words(enough ? 'identify.console.enough' : 'identify.console.more', {
          typed: typed.length,
          enough: enoughCharacters,
        })}
      </span>
    </p>
  );
}

/** As the identity lock counts them. */
const enoughCharacters = 12;
