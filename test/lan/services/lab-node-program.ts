/**
 * One simulated lab node, to be started inside a host: `lab-node-program.ts LISTEN ADDRESS INDEX`. LISTEN is the
 * address it binds (`::` for any), ADDRESS what it says that it has, INDEX which machine of the catalogue it is.
 * Prints what an announcer must know as one line of JSON.
 */
import { labHardware } from '../../hospital/node/lab-hardware.ts';
import { startLabNode } from '../../hospital/node/lab-node.ts';

const [listen = '', address = '', index = ''] = process.argv.slice(2);
const machine = Number(index);
const node = await startLabNode({
  name: `node-${machine}`,
  address: listen,
  profile: 'm13',
  hardware: labHardware(machine),
  network: {
    addresses: [address],
    gateway: '',
    nameservers: [],
    timeServers: [],
    hostname: `talos-lan-${machine}`,
  },
});
const beacon = node.beacon();
if (beacon === null) throw new Error(`the node does not listen: ${JSON.stringify(node.state())}`);
process.stdout.write(`${JSON.stringify({ ...beacon, fingerprint: node.fingerprint() })}\n`);
process.once('SIGTERM', () => void node.stop().then(() => process.exit(0)));
