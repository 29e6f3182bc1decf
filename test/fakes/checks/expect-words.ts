import { expect } from 'vitest';
import type { Finding } from '../../../shared/domain/checks/check.ts';
import { wordsOfEntry } from '../../../shared/words/check-words.ts';

/** The sentence is the expected one, and neither remedy nor request has a hole where a fact is missing. */
export function expectWords(code: string, finding: Finding, sentence: string): void {
  const read = wordsOfEntry({ code, owner: 'you', finding, tookMs: 1 });
  expect(read.sentence).toBe(sentence);
  expect(read.remedy === null).toBe(finding.state === 'ok');
  for (const text of [read.remedy, read.request]) {
    expect(text ?? '').not.toMatch(/\bnull\b|undefined|[{}]| {2}| [,.]|: \.|\($/);
  }
}
