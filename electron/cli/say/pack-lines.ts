import type { PackSummary } from '../../../shared/domain/sites/visit.ts';
import { words } from '../../../shared/words/words.ts';
import { momentWords } from './figures.ts';
import { facts } from './table.ts';

/** A pack, as far as people need to know it. */
export function packLines(pack: PackSummary): readonly string[] {
  const { siteName, region, version, issuedAt, expiresAt, imagesHere, imagesTotal, slots } = pack;
  return [
    siteName,
    ...facts([
      [
        words('sites.pack.version'),
        words('sites.pack.versionValue', { version, issued: momentWords(issuedAt) }),
      ],
      [words('sites.pack.region'), region],
      [words('sites.pack.valid'), momentWords(expiresAt)],
      [words('sites.pack.images'), words('sites.pack.imagesValue', { here: imagesHere, total: imagesTotal })],
      [words('sites.pack.slots'), slots.map(({ label }) => label).join(', ')],
      [words('sites.pack.sweep'), pack.sweepAllowed.join(', ') || words('sites.pack.sweepNone')],
    ]),
  ];
}
