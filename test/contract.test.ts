import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { createEngine } from '../electron/create-engine.ts';
import type { EngineMessage } from '../shared/contract/define.ts';
import { engineContract } from '../shared/contract/engine-contract.ts';

const names = Object.keys(engineContract) as (keyof typeof engineContract)[];
const calls = names.filter((name) => engineContract[name].kind !== 'news');

/** Things that no caller of ours sends: wrong shapes, huge texts, prototype tricks, foreign keys. */
const hostile: readonly unknown[] = [
  undefined,
  null,
  0,
  Number.NaN,
  'text',
  [],
  [[]],
  new Date(),
  { __proto__: { nodeId: 'x' }, extra: 1 },
  JSON.parse('{"__proto__":{"polluted":true}}'),
  { nodeId: { toString: 'x' }, planHash: ['a'], range: 4, typed: {}, path: 1, sources: 'x', from: 7 },
  { nodeId: 'x'.repeat(1_000_000), typed: 'x'.repeat(1_000_000), range: 'x'.repeat(1_000_000) },
  { constructor: { name: 'evil' } },
  new Map([['nodeId', 'x']]),
  { sources: Array.from({ length: 100_000 }, () => 'x'), path: null },
];

interface Conversation {
  readonly said: EngineMessage[];
  say(message: unknown): void;
}

function connect(): Conversation {
  const engine = createEngine({
    dataDir: mkdtempSync(join(tmpdir(), 'rounds-contract-')),
    appVersion: '0.0.0',
    demo: true,
    enrolmentFile: null,
    interfaces: ['lo'],
    sqliteBinding: null,
    key: { state: 'unlocked', keyHex: '11'.repeat(32), keystore: 'demo' },
  });
  const said: EngineMessage[] = [];
  let hear: (message: unknown) => void = () => {};
  engine.serve({
    post: (message) => said.push(message),
    onMessage: (listener) => {
      hear = listener;
    },
    onClose: () => {},
  });
  return { said, say: (message) => hear(message) };
}

test('every call refuses hostile input with a reason and without a bug', async () => {
  const { said, say } = connect();
  const asked: string[] = [];
  for (const name of calls) {
    for (const [index, input] of hostile.entries()) {
      const id = `${name}#${index}`;
      asked.push(id);
      say({ type: engineContract[name].kind === 'ask' ? 'ask' : 'start', id, name, input });
    }
  }
  await vi.waitFor(() => {
    const ended = said.filter(
      (m) => m.type === 'answer' || (m.type === 'job' && m.snapshot.state !== 'running'),
    );
    expect(ended).toHaveLength(asked.length);
  });
  for (const message of said) {
    if (message.type === 'answer') {
      expect(message).toMatchObject({ ok: false, failure: { code: 'bad-request' } });
    }
    if (message.type === 'job' && message.snapshot.state !== 'running') {
      expect(message.snapshot).toMatchObject({ state: 'failed', failure: { code: 'bad-request' } });
    }
  }
  expect('polluted' in {}).toBe(false);
});

test.each(['constructor', '__proto__', 'toString', 'sync.changed', '', 'sites.overview.x'])(
  'a name that is not a call (%j) is refused',
  async (name) => {
    const { said, say } = connect();
    say({ type: 'ask', id: 'one', name, input: {} });
    await vi.waitFor(() => expect(said).toHaveLength(1));
    expect(said[0]).toMatchObject({ type: 'answer', id: 'one', ok: false, failure: { code: 'bad-request' } });
  },
);

test('messages of no known shape are dropped and the next one still works', async () => {
  const { said, say } = connect();
  for (const message of [
    null,
    7,
    'x',
    {},
    { type: 'eval', id: 'a' },
    { type: 'ask', id: 3, name: 'engine.status' },
  ])
    say(message);
  say({ type: 'ask', id: 'after', name: 'engine.status', input: {} });
  await vi.waitFor(() => expect(said).toHaveLength(1));
  expect(said[0]).toMatchObject({ type: 'answer', id: 'after', ok: true });
});
