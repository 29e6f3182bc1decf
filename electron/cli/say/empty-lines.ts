import type { Surroundings } from '../../../shared/domain/discovery/surroundings.ts';
import { meaningOf, whereOf } from '../../../shared/words/diagnosis-words.ts';
import { words } from '../../../shared/words/words.ts';

/** Why no node is in the list: each likely reason, where it lies, and what it means. */
export function emptyLines(around: Surroundings): readonly string[] {
  const reasons = around.diagnosis.flatMap((reason) => {
    const what = words(`discovery.diagnosis.${reason.code}.what`);
    const where = whereOf(reason);
    return [where === null ? `- ${what}` : `- ${what} (${where})`, `  ${meaningOf(reason, around)}`];
  });
  return [
    words('discovery.empty.title'),
    ...(reasons.length > 0 ? reasons : [words('discovery.diagnosis.none')]),
  ];
}
