/** Listens on a port of some of a host's addresses and says nothing to callers: `find-doors-program.ts PORT ADDRESS …`. */
import { createServer } from 'node:net';

const [port = '', ...addresses] = process.argv.slice(2);
for (const address of addresses) {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.resume();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: address, port: Number(port) }, resolve);
  });
}
process.stdout.write('open\n');
