import type { Failure } from '../../failure/failure.ts';

/** Why a call to the console did not give an answer that can be used. */
export type ConsoleProblem =
  | { readonly kind: 'network'; readonly detail: string }
  /** The console's own refusal; `retryAfterMs` is what it asked for. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly code: string;
      readonly retryAfterMs: number | null;
    }
  /** Something answered that does not speak the contract: a login page, a proxy, another server. */
  | { readonly kind: 'answer-wrong'; readonly detail: string };

/** An answer, or why there is none. */
export type ConsoleReply<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: ConsoleProblem };

/** Whether the console is only busy: it will take the same call later. */
export function isBusy(problem: ConsoleProblem): boolean {
  return problem.kind === 'status' && (problem.status === 429 || problem.status >= 500);
}

/** The failure that a person is told. A busy console is one that does not answer now, not one that refused. */
export function failureOfProblem(problem: ConsoleProblem, url: string): Failure {
  switch (problem.kind) {
    case 'network':
      return { code: 'console-unreachable', facts: { url, detail: problem.detail } };
    case 'answer-wrong':
      return { code: 'console-answer-wrong', facts: { url, detail: problem.detail } };
    case 'status':
      return isBusy(problem)
        ? { code: 'console-unreachable', facts: { url, detail: `status ${problem.status}` } }
        : { code: 'console-refused', facts: { url, status: problem.status } };
  }
}
