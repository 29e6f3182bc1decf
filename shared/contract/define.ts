import type { z } from 'zod';
import type { Failure } from '../failure/failure.ts';

/** A question with one answer. */
export interface Ask<I extends z.ZodType, O> {
  readonly kind: 'ask';
  readonly input: I;
  readonly types?: { readonly out: O };
}
/** Long work: reports progress, can be cancelled, is found again after a reload. */
export interface Job<I extends z.ZodType, P, O> {
  readonly kind: 'job';
  readonly input: I;
  readonly types?: { readonly progress: P; readonly out: O };
}
/** Something changed. Carries a whole small value or nothing, never a delta. */
export interface News<T> {
  readonly kind: 'news';
  readonly types?: { readonly payload: T };
}

/** Declares an ask: `ask<Answer>()(schemaOfInput)`. */
export const ask =
  <O>() =>
  <I extends z.ZodType>(input: I): Ask<I, O> => ({ kind: 'ask', input });
/** Declares a job: `job<Progress, Result>()(schemaOfInput)`. */
export const job =
  <P, O>() =>
  <I extends z.ZodType>(input: I): Job<I, P, O> => ({ kind: 'job', input });
/** Declares news: `news<Payload>()`. */
export const news = <T>(): News<T> => ({ kind: 'news' });

export type Entry = Ask<z.ZodType, unknown> | Job<z.ZodType, unknown, unknown> | News<unknown>;
export type ContractShape = Readonly<Record<string, Entry>>;

type NamesOf<C, K extends Entry['kind']> = {
  [N in keyof C]: C[N] extends { readonly kind: K } ? N : never;
}[keyof C] &
  string;
export type AskName<C> = NamesOf<C, 'ask'>;
export type JobName<C> = NamesOf<C, 'job'>;
export type NewsName<C> = NamesOf<C, 'news'>;

/** What the caller passes, before the engine's parser fills defaults. */
export type InputOf<E> = E extends { readonly input: infer I extends z.ZodType } ? z.input<I> : never;
/** What the handler gets, after parsing. */
export type ParsedOf<E> = E extends { readonly input: infer I extends z.ZodType } ? z.output<I> : never;
export type OutputOf<E> =
  E extends Ask<z.ZodType, infer O> ? O : E extends Job<z.ZodType, unknown, infer O> ? O : never;
export type ProgressOf<E> = E extends Job<z.ZodType, infer P, unknown> ? P : never;
export type PayloadOf<E> = E extends News<infer T> ? T : never;

/** What long work is given: how to notice a stop, report, and declare that it must now finish. */
export interface JobRun<P> {
  readonly signal: AbortSignal;
  report(progress: P): void;
  /** After this the work must finish: the stop button goes away. */
  pointOfNoReturn(): void;
}

/** What the engine must supply for a contract. Leave one out and the build fails. */
export type Handlers<C> = {
  readonly [N in AskName<C>]: (
    input: ParsedOf<C[N]>,
    signal: AbortSignal,
  ) => Promise<OutputOf<C[N]>> | OutputOf<C[N]>;
} & {
  readonly [N in JobName<C>]: (
    input: ParsedOf<C[N]>,
    run: JobRun<ProgressOf<C[N]>>,
  ) => Promise<OutputOf<C[N]>>;
};

/** Whole state of a job, never a delta, so that a lost or late message does no harm. */
export type JobSnapshot = {
  readonly id: string;
  readonly name: string;
  readonly startedAtMs: number;
} & (
  | { readonly state: 'running'; readonly progress: unknown; readonly cancellable: boolean }
  | { readonly state: 'succeeded'; readonly value: unknown }
  | { readonly state: 'failed'; readonly failure: Failure }
  | { readonly state: 'cancelled' }
);

/** What the page sends to the engine over its port. */
export type PageMessage =
  | { readonly type: 'ask'; readonly id: string; readonly name: string; readonly input: unknown }
  | { readonly type: 'start'; readonly id: string; readonly name: string; readonly input: unknown }
  | { readonly type: 'cancel'; readonly id: string }
  | { readonly type: 'jobs' };
/** What the engine sends to the page. */
export type EngineMessage =
  | { readonly type: 'answer'; readonly id: string; readonly ok: true; readonly value: unknown }
  | { readonly type: 'answer'; readonly id: string; readonly ok: false; readonly failure: Failure }
  | { readonly type: 'job'; readonly snapshot: JobSnapshot }
  | { readonly type: 'jobs'; readonly snapshots: readonly JobSnapshot[] }
  | { readonly type: 'news'; readonly name: string; readonly payload: unknown };
