import {
  type IDQuery,
  type LabelQuery,
  type LabelTerm,
  LabelTerm_Operation,
} from '../../../../electron/adapters/talos/gen/cosi_resource_pb.js';
import type { StoredResource } from '../resources/store.ts';

/** Whether a resource is asked for: any of the label queries (each with all its terms), and the id pattern. */
export function matchesQuery(
  { draft }: StoredResource,
  options: { labelQuery: readonly LabelQuery[]; idQuery?: IDQuery | undefined } | undefined,
): boolean {
  if (!options) return true;
  const labels = draft.labels ?? {};
  const byLabel =
    options.labelQuery.length === 0 ||
    options.labelQuery.some(({ terms }) => terms.every((term) => holds(term, labels)));
  const pattern = options.idQuery?.regexp ?? '';
  return byLabel && (pattern === '' || new RegExp(pattern).test(draft.id));
}

function holds(term: LabelTerm, labels: Readonly<Record<string, string>>): boolean {
  const value = labels[term.key];
  const [wanted = ''] = term.value;
  const found = value !== undefined && compare(term, value, wanted);
  return (term.op === LabelTerm_Operation.NOT_EXISTS ? value === undefined : found) !== term.invert;
}

function compare(term: LabelTerm, value: string, wanted: string): boolean {
  switch (term.op) {
    case LabelTerm_Operation.EQUAL:
      return value === wanted;
    case LabelTerm_Operation.IN:
      return term.value.includes(value);
    case LabelTerm_Operation.LT:
      return value < wanted;
    case LabelTerm_Operation.LTE:
      return value <= wanted;
    case LabelTerm_Operation.LT_NUMERIC:
      return Number(value) < Number(wanted);
    case LabelTerm_Operation.LTE_NUMERIC:
      return Number(value) <= Number(wanted);
    default:
      return true;
  }
}
