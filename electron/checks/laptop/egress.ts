import type { Check, Facts } from '../../../shared/domain/checks/check.ts';
import type { Endpoint } from '../../../shared/domain/sites/pack.ts';
import type { TcpAnswer } from '../checks-ports.ts';
import { CONNECT_TIMEOUT_MS, type LaptopContext, textOf } from '../laptop-context.ts';

/** Every address and port of the backend takes a TCP connection. Who refuses at once is told from who stays silent. */
export const egress: Check<LaptopContext> = {
  code: 'egress',
  needs: ['gateway'],
  // All endpoints side by side, each within its own limit.
  timeoutMs: CONNECT_TIMEOUT_MS + 2000,
  owner: 'hospital-it',
  run: async ({ pack, reach, localAddress }) => {
    const { endpoints, backendCidr } = pack.network;
    const reached = await Promise.all(
      endpoints.map(async (endpoint) => ({ endpoint, answer: await reach(endpoint) })),
    );
    const closed = reached.filter(({ answer }) => answer.state !== 'open');
    const facts: Facts = {
      from: localAddress,
      backendCidr,
      tried: reached.length,
      open: reached.length - closed.length,
      refused: countOf(closed, 'refused'),
      silent: countOf(closed, 'silent'),
      unreachable: countOf(closed, 'unreachable'),
      blocked: closed.map(({ endpoint }) => `${endpoint.name} ${textOf(endpoint)}/tcp`).join(', '),
      ...Object.fromEntries(reached.flatMap(factsOf)),
    };
    if (closed.length === 0) return { state: 'ok', facts };
    const kinds = new Set(closed.map(({ answer }) => answer.state));
    const kind = kinds.size === 1 ? (closed[0]?.answer.state ?? 'mixed') : 'mixed';
    return { state: 'fault', severity: 'blocks', facts: { ...facts, kind } };
  },
};

interface Reached {
  readonly endpoint: Endpoint;
  readonly answer: TcpAnswer;
}

function countOf(reached: readonly Reached[], state: TcpAnswer['state']): number {
  return reached.filter(({ answer }) => answer.state === state).length;
}

function factsOf({ endpoint, answer }: Reached): [string, string | number][] {
  const name = `${endpoint.name} (${textOf(endpoint)})`;
  const row: [string, string | number][] = [[name, answer.state]];
  return answer.state === 'open' ? [...row, [`${name} connectMs`, answer.tookMs]] : row;
}
