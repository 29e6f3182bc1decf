import { resolve } from 'node:path';
import type { BundleRecord } from '../../../shared/domain/bundles/bundle.ts';
import { words } from '../../../shared/words/words.ts';
import { exitCodes } from '../exit-codes.ts';
import { sizeWords } from '../say/figures.ts';
import { facts } from '../say/table.ts';
import type { Verb } from './verb.ts';

/** Collects, redacts, writes and verifies a bundle of what goes in by default. */
export const bundle: Verb = async ({ session, options, output }) => {
  const sources = (await session.ask('bundles.sources', {}))
    .filter(({ byDefault }) => byDefault)
    .map(({ id }) => id);
  const path = options.out === null ? null : resolve(options.out);
  let stage = '';
  const record = await session.job(
    'bundles.create',
    { sources, path },
    {
      onProgress: (progress) => {
        if (progress.stage !== stage) output.step(words(`bundles.stage.${progress.stage}`));
        stage = progress.stage;
        const { what, done, total } = progress;
        output.count(words('bundles.progress', { what, done, total }));
      },
    },
  );
  const isWhole = record.verified && record.manifest.missing.length === 0;
  return {
    exit: isWhole ? exitCodes.ok : exitCodes.attention,
    data: { bundle: record },
    lines: recordLines(record),
  };
};

function recordLines({ path, sizeBytes, sha256, verified, manifest }: BundleRecord): readonly string[] {
  const removed = new Map<string, number>();
  for (const entry of manifest.entries)
    for (const [kind, count] of Object.entries(entry.removed))
      removed.set(kind, (removed.get(kind) ?? 0) + count);
  const counts = [...removed].map(([kind, count]) => words('bundles.removed.one', { kind, count }));
  const missing = manifest.missing.map(({ why, collector, detail }) =>
    words(`bundles.missing.${why}`, { collector, detail }),
  );
  return [
    words(verified ? 'bundles.verified' : 'bundles.notVerified'),
    ...facts([
      [words('bundles.field.path'), path],
      [words('bundles.field.size'), sizeWords(sizeBytes)],
      [words('bundles.field.hash'), sha256],
      [words('bundles.field.entries'), `${manifest.entries.length}`],
      [words('bundles.field.removed'), counts.join(', ') || words('bundles.removed.none')],
      ...missing.map((text) => [words('bundles.field.missing'), text] as const),
    ]),
  ];
}
