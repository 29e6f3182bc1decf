/**
 * Words people read, from ICU message catalogues in `resources/locales/<language>/`.
 * A key that is missing from English does not compile.
 */
import { IntlMessageFormat } from 'intl-messageformat';
import { english, type MessageKey } from './catalogue.ts';

export type MessageValues = Readonly<
  Record<string, string | number | boolean | Date | null | readonly string[]>
>;

const compiled = new Map<string, IntlMessageFormat>();

/** The message in English with its values filled in. Lists are joined as English joins them. */
export function words(key: MessageKey, values: MessageValues = {}): string {
  let format = compiled.get(key);
  if (format === undefined) {
    format = new IntlMessageFormat(english[key], 'en');
    compiled.set(key, format);
  }
  const plain: Record<string, string | number | boolean | Date | null> = {};
  for (const [name, value] of Object.entries(values)) {
    plain[name] =
      typeof value === 'object' && value !== null && !(value instanceof Date) ? joined(value) : value;
  }
  return String(format.format(plain));
}

function joined(list: readonly string[]): string {
  return list.length < 2 ? (list[0] ?? '') : `${list.slice(0, -1).join(', ')} and ${list.at(-1)}`;
}

/** Whether a text made from data (a check code, a task reason) is a known key. */
export function isMessageKey(key: string): key is MessageKey {
  return Object.hasOwn(english, key);
}
