import type { Handlers, JobRun } from '../../shared/contract/define.ts';
import { type EngineContract, engineContract } from '../../shared/contract/engine-contract.ts';
import { failed } from '../../shared/failure/failure.ts';

export type EngineHandlers = Handlers<EngineContract>;

/** The contract as functions by name, every input parsed first. Used by the page's port and the command line. */
export interface EngineCalls {
  /** Throws `bad-request` for an unknown name or an input that does not parse. */
  ask(name: string, input: unknown, signal: AbortSignal): Promise<unknown>;
  job(name: string, input: unknown): { readonly input: unknown; run(run: JobRun<unknown>): Promise<unknown> };
}

type AnyAsk = (input: unknown, signal: AbortSignal) => unknown;
type AnyJob = (input: unknown, run: JobRun<unknown>) => Promise<unknown>;

/** Puts the contract's parsers before the handlers. */
export function createEngineCalls(handlers: EngineHandlers): EngineCalls {
  return {
    ask: async (name, input, signal) => {
      const parsed = parse(name, 'ask', input);
      return (handlers[name as keyof EngineHandlers] as AnyAsk)(parsed, signal);
    },
    job: (name, input) => {
      const parsed = parse(name, 'job', input);
      return { input: parsed, run: (run) => (handlers[name as keyof EngineHandlers] as AnyJob)(parsed, run) };
    },
  };
}

function parse(name: string, kind: 'ask' | 'job', input: unknown): unknown {
  // Own properties only: `constructor` and `__proto__` are names that a hostile page would try.
  const entry = Object.hasOwn(engineContract, name)
    ? engineContract[name as keyof EngineContract]
    : undefined;
  if (entry === undefined || entry.kind !== kind) {
    throw failed('bad-request', { call: name.slice(0, 64), detail: `no such ${kind}` });
  }
  // The parser takes any object without keys for an empty one; a Map or a Date is nothing that we send.
  if (!isPlain(input)) throw failed('bad-request', { call: name, detail: 'the input is not a plain object' });
  const parsed = entry.input.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw failed('bad-request', {
    call: name,
    detail: `${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim(),
  });
}

function isPlain(input: unknown): boolean {
  return typeof input === 'object' && input !== null && Object.getPrototypeOf(input) === Object.prototype;
}
