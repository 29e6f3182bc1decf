/** FHIR resources: what must stay is listed, everything else is masked (bundles-and-ux 2.3). */
import { maskLeaf } from './clinical-lines.ts';

/** Names under which nothing personal stands in any resource: kinds, states, counts, error codes. */
const KEPT: ReadonlySet<string> = new Set([
  'resourceType',
  'status',
  'severity',
  'total',
  'mode',
  'method',
  'versionId',
  'lastUpdated',
]);
/** The same inside an `OperationOutcome`, whose codes say what went wrong. */
const KEPT_IN_OUTCOME: ReadonlySet<string> = new Set([...KEPT, 'code']);

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** Whether a parsed value is a FHIR resource. */
export function isFhir(value: object): boolean {
  return 'resourceType' in value && typeof value.resourceType === 'string';
}

/** The resource with its shape and its technical values, every other leaf masked. */
export function maskFhir(resource: Json): Json {
  const isOutcome = typeof resource === 'object' && resource !== null && 'resourceType' in resource;
  const kept = isOutcome && resource.resourceType === 'OperationOutcome' ? KEPT_IN_OUTCOME : KEPT;
  return mask(resource, kept);
}

function mask(value: Json, kept: ReadonlySet<string>): Json {
  if (Array.isArray(value)) return value.map((entry) => mask(entry, kept));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, entry]) => [
        name,
        kept.has(name) && isLeaf(entry) ? entry : maskMember(entry, kept),
      ]),
    );
  }
  return value === null || typeof value === 'boolean' ? value : maskLeaf(String(value));
}

function maskMember(value: Json, kept: ReadonlySet<string>): Json {
  // A resource inside a Bundle is judged by its own kind.
  return typeof value === 'object' && value !== null && isFhir(value) ? maskFhir(value) : mask(value, kept);
}

const isLeaf = (value: Json): boolean => typeof value !== 'object' || value === null;
