import type { Check, Facts, Finding } from '../../../shared/domain/checks/check.ts';
import { judgeOffsets, spreadOf, worstOffset } from '../../../shared/domain/checks/judge-offsets.ts';
import type { Server } from '../../../shared/domain/sites/pack.ts';
import type { TcpTarget, TimeAnswer } from '../checks-ports.ts';
import { type LaptopContext, textOf } from '../laptop-context.ts';

const NTP_PORT = 123;
const TIMEOUT_MS = 3000;

/** The clock of this laptop against each time server of the site. */
export const timeOffset: Check<LaptopContext> = {
  code: 'time-offset',
  needs: ['gateway'],
  timeoutMs: TIMEOUT_MS + 2000,
  owner: 'hospital-it',
  run: async ({ timeServers, pack, localAddress }, signal) => {
    const options = { localAddress, timeoutMs: TIMEOUT_MS };
    const ask = async ({ address, port = NTP_PORT }: Server): Promise<Asked> => {
      const server = { address, port };
      return { server, answer: await timeServers.ask(server, options, signal) };
    };
    const asked = await Promise.all(pack.network.ntp.map(ask));
    const offsetsMs = asked.flatMap(({ answer }) => (answer.state === 'time' ? [answer.offsetMs] : []));
    const facts: Facts = {
      servers: asked.length,
      answering: offsetsMs.length,
      offsetMs: worstOffset(offsetsMs),
      spreadMs: spreadOf(offsetsMs),
      silent: asked.filter(isMute).map(textOfServer).join(', '),
      ...Object.fromEntries(asked.flatMap(factsOf)),
    };
    // A node asks by itself: what the laptop cannot reach degrades only what is known from here.
    const fault = judgeOffsets(offsetsMs, asked.length, { allSilent: 'degrades', clockOwner: 'you' });
    if (fault === null) return { state: 'ok', facts };
    const { kind, severity, owner } = fault;
    return { state: 'fault', severity, owner, facts: { ...facts, kind } } satisfies Finding;
  },
};

interface Asked {
  readonly server: TcpTarget;
  readonly answer: TimeAnswer;
}

const isMute = ({ answer }: Asked): boolean => answer.state !== 'time';
const textOfServer = ({ server }: Asked): string => textOf(server);

function factsOf(asked: Asked): [string, string | number][] {
  const { answer } = asked;
  const row: [string, string | number][] = [[`${textOfServer(asked)} state`, answer.state]];
  return answer.state === 'time' ? [...row, [`${textOfServer(asked)} offsetMs`, answer.offsetMs]] : row;
}
