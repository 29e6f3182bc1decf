import type { z } from 'zod';
import {
  ANSWER_LIMIT_BYTES,
  helloAnswerSchema,
  pullAnswerSchema,
  pushAnswerSchema,
} from '../../../shared/console/console-contract.ts';
import type { ConsoleReply } from '../../../shared/domain/sync/console-problem.ts';
import type { CallOptions, ConsoleLine } from '../../sync/console-line.ts';
import type { ConsoleHttp } from './console-http.ts';

/** The protocol of `shared/console/console-contract.ts`. */
const PROTOCOL = { min: 1, max: 1 };

/** Hello, push and pull over HTTPS. */
export function createConsoleLine(http: ConsoleHttp, appVersion: string): ConsoleLine {
  return {
    hello: async (options) => {
      const device = http.enrolment().device.id;
      return post(
        '/v1/hello',
        { device, appVersion, protocol: PROTOCOL },
        { http, options },
        helloAnswerSchema,
      );
    },
    push: (request, options) => post('/v1/push', request, { http, options }, pushAnswerSchema),
    pull: (request, options) => post('/v1/pull', request, { http, options }, pullAnswerSchema),
    reset: () => http.reset(),
  };
}

/** Posts JSON and parses the answer; whatever does not fit the schema is not an answer of the console. */
export async function post<T>(
  path: string,
  body: unknown,
  { http, options }: { readonly http: ConsoleHttp; readonly options: CallOptions },
  schema: z.ZodType<T>,
): Promise<ConsoleReply<T>> {
  const reply = await http.read({ method: 'POST', path, body, ...options }, ANSWER_LIMIT_BYTES);
  if (!reply.ok) return reply;
  const parsed = schema.safeParse(tryJson(reply.value));
  if (parsed.success) return { ok: true, value: parsed.data };
  return { ok: false, problem: { kind: 'answer-wrong', detail: whatCame(reply.value) } };
}

function tryJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    // Judged by the schema, which refuses it.
    return undefined;
  }
}

/** A login page is the usual case, and worth its own word. */
function whatCame(bytes: Buffer): string {
  return /^\s*</.test(bytes.toString('latin1', 0, 200)) ? 'a web page' : 'other JSON';
}
