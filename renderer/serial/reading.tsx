import type { ConsoleReading, SerialPortView } from '../../shared/domain/serial/serial-port.ts';
import { words } from '../../shared/words/words.ts';
import { failureOf, useAct } from '../api/services.tsx';
import { Button } from '../ui/acts/button.tsx';
import { Disclosure } from '../ui/acts/disclosure.tsx';
import { FailureCard } from '../ui/state/failure-card.tsx';
import { type State, StateMark } from '../ui/state/state-mark.tsx';
import { Card, Section } from '../ui/text/card.tsx';
import { KeyValue, type Pair } from '../ui/text/key-value.tsx';
import { Fingerprint, Mono } from '../ui/text/mono.tsx';
import { Raw } from '../ui/text/raw.tsx';
import { Ticking } from '../ui/text/ticking.tsx';
import { useNow } from '../ui/use-now.ts';
import { readAgoWords } from './read-ago-words.ts';
import styles from './serial.module.css';

/** What was read from one console so far: the facts, what needs the person, and what to do with them. */
export function Reading({ port }: { readonly port: SerialPortView }) {
  const { reading } = port;
  const pairs = pairsOf(reading);
  const { isHalted, siderolink, errors, readAtMs } = reading;
  const isNothing = pairs.length === 0 && errors.length === 0 && !isHalted && !siderolink;
  return (
    <Section
      title={words('serial.read')}
      note={readAtMs === null || isNothing ? undefined : <ReadAgo atMs={readAtMs} />}
    >
      {isHalted ? <Notice state="degrades" what="halted" /> : null}
      {siderolink ? <Notice state="blocks" what="siderolink" /> : null}
      <Card>
        {isNothing ? (
          <p className={styles.soft}>{words('serial.read.nothing')}</p>
        ) : (
          <KeyValue pairs={pairs} />
        )}
        {errors.length === 0 ? null : (
          <Disclosure title={words('serial.read.errors', { count: errors.length })} isOpenAtFirst>
            <Raw label={words('serial.read.errors.label')}>{errors.join('\n')}</Raw>
          </Disclosure>
        )}
      </Card>
      <AskAddresses addresses={askable(reading.addresses)} />
    </Section>
  );
}

/** A link-local address can be asked only with the laptop's own connection after it, which a console does not know. */
function askable(addresses: readonly string[]): readonly string[] {
  return addresses.filter((address) => !/^fe[89ab]/i.test(address));
}

function ReadAgo({ atMs }: { readonly atMs: number }) {
  return <Ticking>{readAgoWords(atMs, useNow(1000))}</Ticking>;
}

function pairsOf(reading: ConsoleReading): readonly Pair[] {
  const { addresses } = reading;
  const pair = (name: string, value: string | null): readonly Pair[] =>
    value === null ? [] : [{ name, value: <Mono>{value}</Mono> }];
  return [
    ...pair(words('serial.read.stage'), reading.stage),
    ...(addresses.length === 0 ? [] : [addressesPair(addresses)]),
    ...(reading.fingerprint === null
      ? []
      : [
          {
            name: words('serial.read.fingerprint'),
            value: <Fingerprint value={reading.fingerprint} />,
          },
        ]),
    ...pair(words('serial.read.hostname'), reading.hostname),
    ...pair(words('serial.read.talos'), reading.talosVersion),
    ...pair(words('serial.read.uuid'), reading.uuid),
  ];
}

function addressesPair(addresses: readonly string[]): Pair {
  const value = (
    <ul>
      {addresses.map((one) => (
        <li key={one}>
          <Mono>{one}</Mono>
        </li>
      ))}
    </ul>
  );
  return { name: words('serial.read.addresses', { count: addresses.length }), value };
}

function Notice({ state, what }: { readonly state: State; readonly what: 'halted' | 'siderolink' }) {
  return (
    <div className={styles.notice} data-state={state}>
      <StateMark state={state} />
      <div>
        <p className={styles.noticeTitle}>{words(`serial.read.${what}`)}</p>
        <p>{words(`serial.read.${what}.text`)}</p>
      </div>
    </div>
  );
}

/** Asks an address that the console printed over the network, one button each. */
function AskAddresses({ addresses }: { readonly addresses: readonly string[] }) {
  const ask = useAct('discovery.addTyped');
  if (addresses.length === 0) return null;
  const name = ask.data?.name ?? null;
  const address = ask.variables?.typed ?? '';
  return (
    <>
      <div className={styles.acts}>
        {addresses.map((one) => (
          <Button
            key={one}
            onPress={() => ask.mutate({ typed: one })}
            isPending={ask.isPending && ask.variables.typed === one}
          >
            {words('serial.read.ask', { address: one })}
          </Button>
        ))}
      </div>
      <p role="status" className={styles.asked}>
        {ask.isSuccess
          ? name === null
            ? words('serial.read.silent', { address })
            : words('serial.read.found', { name })
          : null}
      </p>
      {ask.error === null ? null : <FailureCard failure={failureOf(ask.error)} />}
    </>
  );
}
