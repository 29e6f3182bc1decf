import type { KubeObject } from './kube-object.ts';

type Matches = (object: KubeObject) => boolean;

/**
 * Reads a label selector: `a=b`, `a==b`, `a!=b`, `a in (b,c)`, `a notin (b,c)`, `a`, `!a`, joined by commas.
 * Null when it cannot be read.
 */
export function labelSelector(text: string): Matches | null {
  const parts = text.split(/,(?![^(]*\))/).map((part) => part.trim());
  const tests = parts.filter((part) => part !== '').map(requirement);
  if (tests.some((test) => test === null)) return null;
  return (object) => tests.every((test) => test?.(object) === true);
}

/** Reads a field selector over `metadata.name`, `metadata.namespace`, `spec.nodeName` and `status.phase`; null for others. */
export function fieldSelector(text: string): Matches | null {
  const tests = text
    .split(',')
    .filter((part) => part !== '')
    .map((part): Matches | null => {
      const match = /^([A-Za-z.]+)(==|!=|=)(.*)$/.exec(part.trim());
      if (match === null) return null;
      const [, field = '', operator, value] = match;
      if (!FIELDS.has(field)) return null;
      return (object) => (FIELDS.get(field)?.(object) === value) === (operator !== '!=');
    });
  if (tests.some((test) => test === null)) return null;
  return (object) => tests.every((test) => test?.(object) === true);
}

const FIELDS: ReadonlyMap<string, (object: KubeObject) => unknown> = new Map([
  ['metadata.name', ({ metadata }) => metadata.name],
  ['metadata.namespace', ({ metadata }) => metadata.namespace],
  ['spec.nodeName', ({ spec }) => spec?.nodeName],
  ['status.phase', ({ status }) => status?.phase],
]);

function requirement(part: string): Matches | null {
  const set = /^([\w./-]+)\s+(in|notin)\s+\(([^)]*)\)$/.exec(part);
  if (set !== null) {
    const [, key = '', operator, list = ''] = set;
    const values = list.split(',').map((value) => value.trim());
    return (object) => values.includes(labelOf(object, key) ?? '\0') === (operator === 'in');
  }
  const equality = /^([\w./-]+)\s*(==|!=|=)\s*([\w.-]*)$/.exec(part);
  if (equality !== null) {
    const [, key = '', operator, value] = equality;
    return (object) => (labelOf(object, key) === value) === (operator !== '!=');
  }
  const existence = /^(!?)([\w./-]+)$/.exec(part);
  if (existence === null) return null;
  const [, not, key = ''] = existence;
  return (object) => (labelOf(object, key) !== undefined) === (not === '');
}

function labelOf({ metadata }: KubeObject, key: string): string | undefined {
  return metadata.labels?.[key];
}
