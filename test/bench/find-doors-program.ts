/**
 * Listens on a port of some of a host's addresses and hangs up on whoever says something, as a service does that
 * knows no TLS: `find-doors-program.ts PORT ADDRESS …`.
 */
import { createServer } from 'node:net';

const [port = '', ...addresses] = process.argv.slice(2);
for (const address of addresses) {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: address, port: Number(port) }, resolve);
  });
}
process.stdout.write('open\n');
