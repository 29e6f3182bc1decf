import { randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { failed } from '../../../shared/failure/failure.ts';
import type { ProbeOptions, TcpTarget, TimeAnswer, TimeServers } from '../../checks/checks-ports.ts';
import type { Clock } from '../../ports.ts';
import { readSntpReply, sntpQuestion } from './sntp-packet.ts';

/** One packet may be lost: the question is asked again after this share of the time limit. */
const SECOND_TRY_SHARE = 0.4;

/** Asks time servers by SNTP from a port of its own, so that no privilege is needed. */
export function createTimeServers(clock: Pick<Clock, 'now'>): TimeServers {
  return {
    ask: async (server, options, signal) => {
      signal.throwIfAborted();
      const socket = createSocket('udp4');
      try {
        return await ask(socket, { server, options, clock }, signal);
      } finally {
        socket.close();
      }
    },
  };
}

interface Question {
  readonly server: TcpTarget;
  readonly options: ProbeOptions;
  readonly clock: Pick<Clock, 'now'>;
}
/** A question that is on its way: its nonce, and when it left by the laptop's clock and by a steady one. */
interface Sent {
  readonly nonce: Uint8Array;
  readonly atMs: number;
  readonly steadyMs: number;
}

function ask(socket: Socket, { server, options, clock }: Question, signal: AbortSignal): Promise<TimeAnswer> {
  return new Promise((resolve, reject) => {
    const sent: Sent[] = [];
    const timers: NodeJS.Timeout[] = [];
    const end = (settle: () => void): void => {
      for (const timer of timers) clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      settle();
    };
    const stop = (): void => end(() => reject(signal.reason));
    const send = (): void => {
      const nonce = randomBytes(8);
      sent.push({ nonce, atMs: clock.now(), steadyMs: performance.now() });
      socket.send(sntpQuestion(nonce));
    };
    timers.push(setTimeout(() => end(() => resolve({ state: 'silent' })), options.timeoutMs));
    timers.push(setTimeout(send, options.timeoutMs * SECOND_TRY_SHARE));
    signal.addEventListener('abort', stop, { once: true });
    // After `connect` the system passes on only what the server itself sends, and its refusals.
    socket.on('message', (packet) => {
      const answer = readAnswer(packet, sent);
      if (answer !== null) end(() => resolve(answer));
    });
    socket.on('error', (error) => end(() => settleError(error, server, { resolve, reject })));
    socket.once('connect', send);
    const begin = (): void => socket.connect(server.port, server.address);
    if (options.localAddress === null) begin();
    else socket.bind({ port: 0, address: options.localAddress }, begin);
  });
}

function readAnswer(packet: Uint8Array, sent: readonly Sent[]): TimeAnswer | null {
  for (const { nonce, atMs, steadyMs } of sent) {
    const reply = readSntpReply(packet, nonce);
    if (reply === null) continue;
    if (reply.state !== 'time') return { state: reply.state };
    const tookMs = performance.now() - steadyMs;
    const endedAtMs = atMs + tookMs;
    const { receivedAtMs, sentAtMs, stratum } = reply;
    return {
      state: 'time',
      // The clock offset of RFC 5905 §8: half of what the way there and the way back differ by.
      // Plus zero: a rounded -0.4 is not to be read as "-0 ms".
      offsetMs: Math.round((receivedAtMs - atMs + (sentAtMs - endedAtMs)) / 2) + 0,
      roundTripMs: Math.max(0, Math.round(tookMs - (sentAtMs - receivedAtMs))),
      stratum,
    };
  }
  return null;
}

function settleError(
  error: Error,
  { address, port }: TcpTarget,
  { resolve, reject }: { resolve: (answer: TimeAnswer) => void; reject: (error: Error) => void },
): void {
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'ECONNREFUSED') resolve({ state: 'refused' });
  else if (/^(EHOST|ENET)(UNREACH|DOWN)$|^EADDRNOTAVAIL$/.test(code)) resolve({ state: 'silent' });
  else {
    const detail = `this laptop does not let Rounds ask ${address}:${port} for the time (${code})`;
    reject(failed('check-impossible', { check: 'time-offset', detail }, error));
  }
}
