/** Reads values out of parsed YAML by path, each giving the empty value of its type where there is something else. */

export type Plain = Readonly<Record<string, unknown>>;

export function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function dig(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((at, key) => (isPlain(at) ? at[key] : undefined), value);
}

export function textAt(value: unknown, ...path: readonly string[]): string {
  const found = dig(value, ...path);
  return typeof found === 'string' || typeof found === 'number' ? String(found) : '';
}

export function boolAt(value: unknown, ...path: readonly string[]): boolean {
  return dig(value, ...path) === true;
}

export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = dig(value, ...path);
  return Array.isArray(found) ? found : [];
}

export function textsAt(value: unknown, ...path: readonly string[]): readonly string[] {
  return listAt(value, ...path).flatMap((item) => (typeof item === 'string' ? [item] : []));
}

export function plainAt(value: unknown, ...path: readonly string[]): Plain {
  const found = dig(value, ...path);
  return isPlain(found) ? found : {};
}
