import type { BundleSource } from '../../shared/domain/bundles/bundle.ts';
import { words } from '../../shared/words/words.ts';
import { Tick } from '../ui/acts/tick.tsx';
import { Card } from '../ui/text/card.tsx';
import styles from './bundles.module.css';
import type { Ticks } from './use-ticks.ts';

const kinds = ['node-logs', 'node-resources', 'checks', 'visit', 'serial', 'app-log'] as const;

/** One tick per source, in groups by what they are. */
export function SourceTicks({
  sources,
  ticks,
}: {
  readonly sources: readonly BundleSource[];
  readonly ticks: Ticks;
}) {
  if (sources.length === 0) return <p className={styles.note}>{words('bundles.sources.none')}</p>;
  return (
    <div className={styles.groups}>
      {kinds.map((kind) => {
        const own = sources.filter((source) => source.kind === kind);
        if (own.length === 0) return null;
        const name = words(`bundles.kind.${kind}`);
        return (
          <Card key={kind} isPadded={false}>
            <fieldset className={styles.group}>
              <legend className={styles.legend}>{name}</legend>
              {own.map((source) => (
                <Tick
                  key={source.id}
                  isTicked={ticks.isTicked(source)}
                  onChange={(isTicked) => ticks.set([source], isTicked)}
                >
                  {source.name}
                </Tick>
              ))}
            </fieldset>
          </Card>
        );
      })}
    </div>
  );
}
