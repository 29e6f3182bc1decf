/**
 * Words people read, from ICU message catalogues in `resources/locales/<language>/`.
 * A key that is missing from English does not compile.
 */
import { IntlMessageFormat } from 'intl-messageformat';
import { english, type MessageKey } from './catalogue.ts';

type Value = string | number | boolean | Date | null;
export type MessageValues = Readonly<Record<string, Value | readonly string[]>>;

const compiled = new Map<string, IntlMessageFormat>();

/** The message in English with its values filled in. Lists are joined as English joins them. Throws when the message wants a value that is not given. */
export function words(key: MessageKey, values: MessageValues = {}): string {
  let format = compiled.get(key);
  if (format === undefined) {
    format = new IntlMessageFormat(selectable(english[key]), 'en');
    compiled.set(key, format);
  }
  const plain: Record<string, Value> = {};
  for (const [name, value] of Object.entries(values)) {
    const shown = isList(value) ? joined(value) : value;
    plain[name] = shown;
    plain[name + selected] = typeof shown === 'string' ? shown.replaceAll(/\W/g, '_') : shown;
  }
  return String(format.format(plain));
}

/**
 * ICU allows no hyphen or dot in a selector, and our codes are kebab-case. So a message selects on a twin of its
 * argument in which those are underscores, `no_keyring` for `no-keyring`, while the argument itself is shown as it is.
 */
const selected = '__selected';

function selectable(message: string): string {
  return message.replaceAll(/\{(\w+), select,/g, `{$1${selected}, select,`);
}

function isList(value: Value | readonly string[]): value is readonly string[] {
  return Array.isArray(value);
}

function joined(list: readonly string[]): string {
  return list.length < 2 ? (list[0] ?? '') : `${list.slice(0, -1).join(', ')} and ${list.at(-1)}`;
}

/** Whether a text made from data (a check code, a task reason) is a known key. */
export function isMessageKey(key: string): key is MessageKey {
  return Object.hasOwn(english, key);
}
