/** Which keys a part of the configuration may have: anything, a list, a map with free keys, or named keys. */
export type KeyShape = typeof ANY | readonly [KeyShape] | { readonly each: KeyShape } | KnownKeys;

/** A value that is not looked into: a scalar, a list of scalars, or free form by definition. */
export const ANY = 'any';

export interface KnownKeys {
  readonly named: ReadonlyMap<string, KeyShape>;
}

/** `plain` are keys of scalars or free form, divided by spaces; `nested` have a shape of their own. */
export function keys(plain: string, nested: Readonly<Record<string, KeyShape>> = {}): KnownKeys {
  const named = new Map<string, KeyShape>(Object.entries(nested));
  for (const key of plain.split(' ')) if (key !== '') named.set(key, ANY);
  return { named };
}

export const CERTIFICATE = keys('crt');
export const PRIVATE_KEY = keys('key');
export const KEY_PAIR = keys('crt key');

/** The part of `value` whose keys the shape does not know, or undefined when it knows them all. */
export function unknownPart(value: unknown, shape: KeyShape): unknown {
  if (shape === ANY || value === null || typeof value !== 'object') return undefined;
  if (Array.isArray(value)) {
    const item = Array.isArray(shape) ? shape[0] : ANY;
    const found = value.map((entry) => unknownPart(entry, item)).filter((part) => part !== undefined);
    return found.length > 0 ? found : undefined;
  }
  const found = Object.entries(value).flatMap(([key, inner]) => {
    const known = shapeOf(shape, key);
    const part = known === undefined ? inner : unknownPart(inner, known);
    return part === undefined ? [] : [[key, part] as const];
  });
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}

function shapeOf(shape: KeyShape, key: string): KeyShape | undefined {
  if (typeof shape === 'string') return ANY;
  if ('each' in shape) return shape.each;
  return 'named' in shape ? shape.named.get(key) : ANY;
}
