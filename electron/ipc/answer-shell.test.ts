import { expect, test } from 'vitest';
import type { About, ShellHandlers } from '../../shared/contract/shell-contract.ts';
import { answerShell } from './answer-shell.ts';

const about: About = {
  appVersion: '1',
  electronVersion: '33',
  demo: true,
  dataDir: '/d',
  keystore: 'demo',
};

/** A shell that writes down what reached it. */
function shell() {
  const reached: unknown[] = [];
  const note = (input: unknown) => void reached.push(input);
  const choose = (input: unknown) => {
    note(input);
    return '/chosen';
  };
  const handlers: ShellHandlers = {
    chooseFile: choose,
    chooseSave: choose,
    showInFolder: note,
    openLink: note,
    setTheme: note,
    about: () => about,
    restartEngine: note,
    setScanning: note,
  };
  return { reached, ask: (name: unknown, input: unknown) => answerShell(handlers, name, input) };
}

test('a call of the contract with a good input is answered', async () => {
  const { ask, reached } = shell();
  expect(await ask('chooseFile', { purpose: 'pack' })).toBe('/chosen');
  expect(await ask('about', {})).toEqual(about);
  expect(reached).toEqual([{ purpose: 'pack' }]);
});

test.each([
  ['constructor', {}],
  ['__proto__', {}],
  ['toString', {}],
  ['themeChanged', {}],
  ['', {}],
  [null, {}],
  [{ toString: (): string => 'about' }, {}],
  ['chooseFile', {}],
  ['chooseFile', null],
  ['chooseFile', { purpose: 'passwords' }],
  ['chooseFile', { purpose: 'pack', extra: 1 }],
  ['chooseSave', { purpose: 'bundle', suggestedName: '../../x' }],
  ['chooseSave', { purpose: 'bundle', suggestedName: 'a\u0000b' }],
  ['chooseSave', { purpose: 'bundle', suggestedName: 'x'.repeat(121) }],
  ['showInFolder', { path: '' }],
  ['showInFolder', { path: 'x'.repeat(4097) }],
  ['showInFolder', { path: ['/etc'] }],
  ['openLink', { name: 'https://evil.example/' }],
  ['openLink', { name: 'toString' }],
  ['setTheme', { theme: 'pink' }],
  ['about', { __proto__: null, x: 1 }],
  ['restartEngine', 'now'],
])('%s with %j is refused and reaches nothing', async (name, input) => {
  const { ask, reached } = shell();
  await expect(ask(name, input)).rejects.toThrow(/^refused: /);
  expect(reached).toEqual([]);
});
