import checkWords from '../../resources/locales/en/check-words.json' with { type: 'json' };
import type { CheckEntry } from '../domain/checks/check.ts';
import { type CheckCode, isCheckCode } from '../domain/checks/check-codes.ts';
import { words } from './words.ts';

/** Each check has a name, a sentence for either outcome, what to do, and what to send to hospital IT. */
type CheckKey = `check.${CheckCode}.${'title' | 'ok' | 'fault' | 'remedy' | 'request'}`;
/** A check code without words does not compile. */
export const checkWordsAreComplete: Record<CheckKey, string> = checkWords;

/** What a person reads of one entry. */
export interface EntryWords {
  readonly title: string;
  readonly sentence: string;
  /** What to do now; null when there is nothing to do. */
  readonly remedy: string | null;
  /** Text that hospital IT can act on; null when there is no fault or the hospital has no part in it. */
  readonly request: string | null;
}

/** The entry in words. Codes and facts of other versions, read from a stored report, never make it throw. */
export function wordsOfEntry(entry: CheckEntry): EntryWords {
  const { code } = entry;
  if (!isCheckCode(code)) return forgotten(code);
  try {
    return wordsOfKnown(code, entry);
  } catch {
    // Expected here: facts that another version of this check wrote under other names.
    return forgotten(titleOfCheck(code));
  }
}

function forgotten(title: string): EntryWords {
  return { title, sentence: words('check.forgotten'), remedy: null, request: null };
}

function wordsOfKnown(code: CheckCode, { finding }: CheckEntry): EntryWords {
  const title = titleOfCheck(code);
  switch (finding.state) {
    case 'ok':
      return { title, sentence: words(`check.${code}.ok`, finding.facts), remedy: null, request: null };
    case 'fault':
      return {
        title,
        sentence: words(`check.${code}.fault`, finding.facts),
        remedy: words(`check.${code}.remedy`, finding.facts),
        // Empty where the hospital has no part in it.
        request: words(`check.${code}.request`, finding.facts) || null,
      };
    case 'unknown': {
      const { code: why, facts } = finding.failure;
      const sentence = `${words(`failure.${why}.what`, facts)} ${words(`failure.${why}.means`, facts)}`;
      return { title, sentence, remedy: words(`failure.${why}.next`, facts), request: null };
    }
    case 'skipped': {
      const { because } = finding;
      const cause = isCheckCode(because) ? titleOfCheck(because) : because;
      return { title, sentence: words('check.skipped', { cause }), remedy: null, request: null };
    }
  }
}

/** The name of a check, for lists and progress. */
export function titleOfCheck(code: CheckCode): string {
  return words(`check.${code}.title`);
}
