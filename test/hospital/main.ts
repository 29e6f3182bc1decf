/** `npm run hospital`: stands the simulated hospital up, says where everything is, and runs until Ctrl-C. */
import { parseArgs } from 'node:util';
import { packKinds } from './pack/pack-kinds.ts';
import { type Hospital, startHospital } from './start-hospital.ts';

const USAGE = `npm run hospital -- [options]
  --nodes <n>          lab nodes, 1 to 40 (3)
  --strangers          also a configured node of another site and a machine that is no Talos
  --base <a.b.c>       three octets of loopback (127.77.0)
  --time-scale <n>     how many times faster than real machines the nodes live (10)
  --no-serial          no pseudo-terminals for the consoles of the nodes (they need perl)
  --mdns-port <n>      another port than 5353, to be heard by nobody else
  --database-url <url> PostgreSQL, or file:///directory; DATABASE_URL if set, else in memory
`;

const { values } = parseArgs({
  options: {
    nodes: { type: 'string', default: '3' },
    strangers: { type: 'boolean', default: false },
    base: { type: 'string', default: '127.77.0' },
    'time-scale': { type: 'string', default: '10' },
    'no-serial': { type: 'boolean', default: false },
    'mdns-port': { type: 'string', default: '5353' },
    'database-url': { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) process.stdout.write(USAGE);
else await run().catch(giveUp);

/** A wrong option or an address in use: one line, not a stack. */
function giveUp(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  process.exitCode = 2;
}

async function run(): Promise<void> {
  const stopped = signalled();
  const hospital = await startHospital({
    base: values.base,
    nodes: Number(values.nodes),
    strangers: values.strangers,
    serial: !values['no-serial'],
    timeScale: Number(values['time-scale']),
    ports: { mdns: Number(values['mdns-port']) },
    console: { databaseUrl: values['database-url'] ?? process.env.DATABASE_URL },
  });
  process.stdout.write(report(hospital));
  await stopped;
  process.stdout.write('stopping\n');
  await hospital.stop();
}

function signalled(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}

function report({
  addresses,
  nodes,
  serial,
  foreignNode,
  console: labConsole,
  control,
  enrolmentFile,
}: Hospital): string {
  const at = ({ address, port }: { address: string; port: number }) => `${address}:${port}`;
  const rows: [string, string][] = [
    ['enrolment file', enrolmentFile],
    ['console', labConsole.url],
    ...nodes.map((node): [string, string] => [
      node.name,
      `${at(node)}  ${node.state().stage}  ${node.fingerprint()}`,
    ]),
    ...serial.map(({ name, path }): [string, string] => [`${name} serial`, path]),
    ['kubernetes', `https://${at(addresses.kubernetes)} after the bootstrap`],
    ['name servers', addresses.dns.map(at).join('  ')],
    ['time servers', addresses.ntp.map(at).join('  ')],
    ['backend', addresses.endpoints.map((endpoint) => `${endpoint.name} ${at(endpoint)}`).join('  ')],
    ['mdns', `224.0.0.251:${addresses.ports.mdns} on loopback`],
    ['not to be touched', addresses.excluded.join('  ')],
  ];
  if (foreignNode !== null) {
    rows.push([
      'strangers',
      `${at(foreignNode)} (Talos of others)  ${at(addresses.unknownMachine)} (no Talos)`,
    ]);
  }
  const lines = rows.map(([name, text]) => `  ${name.padEnd(20)}${text}`);
  return `The hospital is open.\n${lines.join('\n')}\n${howTo(control.url)}`;
}

function howTo(url: string): string {
  return `
To make things go wrong (an empty object puts them right):
  curl ${url}/state
  curl ${url}/nodes/lab-edge-02/misbehave   -H 'content-type: application/json' -d '{"slowMs":4000}'
  curl ${url}/console/trouble               -H 'content-type: application/json' -d '{"away":true}'
  curl ${url}/dns/trouble                   -H 'content-type: application/json' -d '{"hijack":true}'
  curl ${url}/nodes/lab-edge-01/serial      -H 'content-type: application/json' -d '{"baud":9600}'
  curl ${url}/nodes/lab-edge-01/lease        -H 'content-type: application/json' -d '{"address":"127.77.0.40"}'
  curl ${url}/nodes/lab-edge-01/exchange     -H 'content-type: application/json' -d '{"machine":20}'
  curl ${url}/nodes/lab-edge-01/cable        -H 'content-type: application/json' -d '{"node":"lab-edge-02"}'
  also on nodes: renew-certificate, reimage, label {"serial":"…"}, answer (of two at one address)
  also: ntp, backend, backend/<name>, dns/<0|1>, mdns, kubernetes, nodes/<name>/power-cycle, console/readmit
  curl -X POST ${url}/packs/<kind>          kinds: ${packKinds.join(', ')}

Ctrl-C stops it.
`;
}
