import { type ChildProcess, spawn } from 'node:child_process';
import { connect, type Socket } from 'node:net';

/** A port of this machine that takes no notice of anything: its program is halted and its queue is full. */
export interface DeafServer {
  readonly port: number;
  stop(): Promise<void>;
}

const PROGRAM = `
  const server = require('node:net').createServer();
  server.listen({ host: '127.0.0.1', port: 0, backlog: 1 }, () => console.log(server.address().port));
`;
/** More than the backlog of one, which the kernel doubles on some systems. */
const QUEUED = 4;

/** Starts one. Every further SYN to it is dropped, as behind a firewall that drops without a word. */
export async function startDeafServer(): Promise<DeafServer> {
  const child = spawn(process.execPath, ['-e', PROGRAM], { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = Number(await firstLine(child));
  child.kill('SIGSTOP');
  const queued: Socket[] = [];
  for (let index = 0; index < QUEUED; index += 1) {
    const socket = connect({ host: '127.0.0.1', port });
    socket.on('error', () => undefined);
    queued.push(socket);
  }
  await Promise.race(queued.map((socket) => new Promise((resolve) => socket.once('connect', resolve))));
  return {
    port,
    stop: async () => {
      for (const socket of queued) socket.destroy();
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
    },
  };
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.stdout?.once('data', (bytes: Buffer) => resolve(bytes.toString('utf8').trim()));
  });
}
