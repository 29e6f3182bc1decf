import { SITE_ID } from '../pack/build-pack.ts';
import type { ControlledHospital } from './control.ts';

/** How many of the console's last requests are shown. */
const REQUESTS_SHOWN = 50;

/** Everything worth knowing about a running hospital, as JSON: where it is, how it is, what was asked of it. No secrets. */
export async function hospitalState(hospital: ControlledHospital): Promise<object> {
  const { addresses, console: labConsole, nodes, foreignNode, kubernetes, mdns, medicalDevices } = hospital;
  const ops = await labConsole.ops(SITE_ID);
  return {
    addresses,
    enrolmentFile: hospital.enrolmentFile,
    nodes: [...nodes, ...(foreignNode === null ? [] : [foreignNode])].map((node) => ({
      name: node.name,
      port: node.port,
      label: node.label,
      beacon: node.beacon(),
      ...node.state(),
    })),
    serial: hospital.serial.map(({ name, path, trouble }) => ({ name, path, trouble })),
    console: {
      url: labConsole.url,
      packVersion: labConsole.shelf.pack(SITE_ID)?.version ?? null,
      trouble: labConsole.trouble,
      ops: {
        applied: ops.filter(({ state }) => state === 'applied').length,
        refused: ops.filter(({ state }) => state === 'refused').length,
        deferred: ops.filter(({ state }) => state === 'deferred').length,
        kinds: Object.fromEntries(
          [...Map.groupBy(ops, ({ op }) => op.kind)].map(([kind, same]) => [kind, same.length]),
        ),
      },
      requests: labConsole.requests.slice(-REQUESTS_SHOWN),
    },
    kubernetes: { nodes: kubernetes.nodes, trouble: kubernetes.trouble },
    dns: hospital.dns.map(({ place, trouble, asked }) => ({ ...place, trouble, asked: asked.length })),
    ntp: hospital.ntp.map(({ place, trouble }) => ({ ...place, trouble })),
    backend: hospital.endpoints.map(({ name, place, trouble }) => ({ name, ...place, trouble })),
    mdns: { port: addresses.ports.mdns, trouble: mdns.trouble },
    medicalDevices: { touches: medicalDevices.touches },
  };
}
