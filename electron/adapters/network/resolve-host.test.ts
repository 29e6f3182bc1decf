import { expect, test } from 'vitest';
import { resolveHost } from './resolve-host.ts';

const never = new AbortController().signal;

test('a name of this machine has an address', async () => {
  expect(await resolveHost('localhost', never)).toBe('127.0.0.1');
});

test('a question that is given up has no answer', async () => {
  expect(await resolveHost('localhost', AbortSignal.abort())).toBe(null);
});
