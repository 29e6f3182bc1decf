import { IntlMessageFormat } from 'intl-messageformat';
import { expect, test } from 'vitest';
import { waitReasons } from '../domain/provisioning/flow-view.ts';
import { taskReasons } from '../domain/sites/task-reasons.ts';
import { opKinds } from '../domain/sync/op.ts';
import { english } from './catalogue.ts';
import { isMessageKey, words } from './words.ts';

test('every message of the catalogue can be read as ICU', () => {
  const unreadable = Object.entries(english).flatMap(([key, message]) => {
    try {
      return new IntlMessageFormat(message, 'en') === null ? [key] : [];
    } catch (error) {
      return [`${key}: ${String(error)}`];
    }
  });
  expect(unreadable).toEqual([]);
});

test('a code with hyphens selects its own words', () => {
  const said = (reason: string) => words('failure.keystore-unavailable.what', { reason, detail: '' });
  expect(said('backend-changed')).toBe(
    'The password store of this laptop is not the one Rounds was set up with.',
  );
  expect(said('no-keyring')).toBe('This laptop has no password store in which Rounds can keep its key.');
});

test('a value that selects is shown as it is', () => {
  expect(words('check.gateway.ok', { gateway: '10.20.4.1', roundTripMs: null })).toBe('10.20.4.1 is there.');
});

test('lists are joined as English joins them', () => {
  const listed = (offered: readonly string[]) =>
    words('failure.template-missing.means', { talosVersion: 'v1.12', offered });
  expect(listed(['v1.13', 'v1.14', 'v1.15'])).toBe('The pack holds templates for v1.13, v1.14 and v1.15.');
});

test('every reason of a task, every wait of a step and every kind of entry has words', () => {
  const keys = [
    ...waitReasons.map((reason) => `provisioning.waiting.${reason}`),
    ...Object.keys(taskReasons).map((reason) => `sites.task.${reason}`),
    ...opKinds.map((kind) => `sync.op.${kind}`),
  ];
  expect(keys.filter((key) => !isMessageKey(key))).toEqual([]);
});

test('no message apologises, begs or shouts', () => {
  const forbidden = /\b(please|oops|sorry|failed to|invalid|error occurred)\b|!/i;
  expect(Object.entries(english).filter(([, message]) => forbidden.test(message))).toEqual([]);
});
