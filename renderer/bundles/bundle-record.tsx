import { useQuery } from '@tanstack/react-query';
import type { BundleManifest, BundleRecord, BundleSource } from '../../shared/domain/bundles/bundle.ts';
import { words } from '../../shared/words/words.ts';
import { bundleQueries } from '../api/queries.ts';
import { failureOf, useAct, useServices } from '../api/services.tsx';
import { Button } from '../ui/acts/button.tsx';
import { Disclosure } from '../ui/acts/disclosure.tsx';
import { sizeWords } from '../ui/sizes.ts';
import { FailureCard } from '../ui/state/failure-card.tsx';
import { StateMark } from '../ui/state/state-mark.tsx';
import { Card } from '../ui/text/card.tsx';
import { KeyValue } from '../ui/text/key-value.tsx';
import { Fingerprint, Mono } from '../ui/text/mono.tsx';
import { whenWords } from '../ui/times.ts';
import { useNow } from '../ui/use-now.ts';
import styles from './bundles.module.css';
import { Contents } from './contents.tsx';

/** A bundle that was made: where it is, its hash, what was removed from it, and how to verify it. */
export function BundleRecordCard({ record }: { readonly record: BundleRecord }) {
  const now = useNow();
  const { shell } = useServices();
  const { data: sources } = useQuery(bundleQueries.sources());
  const verify = useAct('bundles.verify');
  const isVerified = (verify.data ?? record).verified;
  const { path, manifest, sha256, sizeBytes } = record;
  return (
    <Card>
      <div className={styles.record}>
        <div className={styles.recordHead}>
          <h3 className={styles.recordTitle}>
            {words('bundles.record', { when: whenWords(record.createdAtMs, now) })}
          </h3>
          <StateMark
            state={isVerified ? 'ok' : 'unknown'}
            word={words(isVerified ? 'bundles.verified' : 'bundles.notVerified')}
            isWordShown
          />
        </div>
        <KeyValue
          pairs={[
            { name: words('bundles.field.path'), value: <Mono>{path}</Mono> },
            { name: words('bundles.field.size'), value: sizeWords(sizeBytes) },
            { name: words('bundles.field.hash'), value: <Fingerprint value={sha256} /> },
            {
              name: words('bundles.field.entries'),
              value: words('bundles.entries', { entries: manifest.entries.length }),
            },
            { name: words('bundles.field.removed'), value: removedWords(manifest) },
            ...missingPairs(manifest, sources ?? []),
          ]}
        />
        <div className={styles.acts}>
          <Button onPress={() => verify.mutate({ path })} isPending={verify.isPending}>
            {words('bundles.act.verify')}
          </Button>
          <Button onPress={() => void shell.showInFolder({ path })}>{words('bundles.act.show')}</Button>
          <span role="status">{verify.isSuccess && isVerified ? words('bundles.verifyDone') : null}</span>
        </div>
        {verify.error === null ? null : <FailureCard failure={failureOf(verify.error)} />}
        <Disclosure title={words('bundles.contents')}>
          <Contents manifest={manifest} />
        </Disclosure>
      </div>
    </Card>
  );
}

/** How many values of each kind were removed over all entries. */
function removedWords({ entries }: BundleManifest): string {
  const counts = new Map<string, number>();
  for (const { removed } of entries) {
    for (const [kind, count] of Object.entries(removed)) counts.set(kind, (counts.get(kind) ?? 0) + count);
  }
  const parts = [...counts].filter(([, count]) => count > 0);
  if (parts.length === 0) return words('bundles.removed.none');
  return parts
    .map(([kind, count]) => words('bundles.removed.one', { count, kind: spokenKind(kind) }))
    .join(', ');
}

/** `hl7-messages` as "HL7 messages". */
function spokenKind(kind: string): string {
  return kind.replaceAll('-', ' ').replace(/\b(hl7|fhir|astm|xml|url)\b/g, (name) => name.toUpperCase());
}

/** A collector by what the person ticked; one of a source that is gone keeps its own name. */
function collectorWords(collector: string, sources: readonly BundleSource[]): string {
  const source = sources.find(({ id }) => id === collector);
  if (source === undefined) return collector;
  return words('bundles.source', { kind: words(`bundles.kind.${source.kind}`), name: source.name });
}

function missingPairs({ missing }: BundleManifest, sources: readonly BundleSource[]) {
  if (missing.length === 0) return [];
  const value = (
    <ul>
      {missing.map(({ collector, why, detail }) => (
        <li key={collector + why + detail}>
          {words(`bundles.missing.${why}`, { collector: collectorWords(collector, sources), detail })}
        </li>
      ))}
    </ul>
  );
  return [{ name: words('bundles.field.missing'), value }];
}
