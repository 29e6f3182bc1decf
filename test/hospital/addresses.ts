import { isIPv4 } from 'node:net';

/** An IPv4 address and port where something of the hospital listens. */
export interface Place {
  readonly address: string;
  readonly port: number;
}

/** Ports of the site's services: the usual ones where no privilege is needed, else the usual one + 1000. */
export interface HospitalPorts {
  readonly talos: number;
  readonly kubernetes: number;
  readonly dns: number;
  readonly ntp: number;
  readonly console: number;
  readonly backend: number;
  readonly control: number;
  readonly mdns: number;
}
export const usualPorts: HospitalPorts = {
  talos: 50_000,
  kubernetes: 6443,
  dns: 1053,
  ntp: 1123,
  console: 8443,
  backend: 8443,
  control: 8099,
  mdns: 5353,
};

/** Which address has which part in the hospital; everything lies in `<base>.0/24`: lab below .128, backends above. */
export interface HospitalAddresses {
  readonly base: string;
  readonly ports: HospitalPorts;
  /** The lab's own subnet. */
  readonly subnet: string;
  readonly backendCidr: string;
  readonly gateway: string;
  readonly control: Place;
  readonly dns: readonly Place[];
  readonly ntp: readonly Place[];
  readonly nodes: readonly Place[];
  readonly kubernetes: Place;
  /** A configured Talos node of another site. */
  readonly foreignNode: Place;
  /** A machine that speaks TLS on the API port and is not Talos. */
  readonly unknownMachine: Place;
  /** A Debian node of the earlier generation: its Kubernetes API and its kubelet. */
  readonly earlierNode: { readonly address: string; readonly kubernetes: number; readonly kubelet: number };
  /** Never to be touched by a sweep; something listens there and takes note. */
  readonly medicalDevices: readonly Place[];
  /** The same devices as the pack excludes them: addresses and a range. */
  readonly excluded: readonly string[];
  readonly console: Place;
  readonly endpoints: readonly (Place & { readonly name: string; readonly host: string })[];
  /** An address of the backend CIDR where nothing listens, for finding proxies that answer for others. */
  readonly dead: string;
}

/** More nodes than this would run into the name servers' addresses. */
export const NODE_LIMIT = 40;
const FIRST_NODE = 11;

/** Lays the hospital out. `base` is three octets of loopback, for example `127.77.0`; throws for anything else. */
export function layOut(base: string, nodes: number, ports: Partial<HospitalPorts> = {}): HospitalAddresses {
  if (!/^127(\.\d{1,3}){2}$/.test(base) || !isIPv4(`${base}.1`))
    throw new Error(`the hospital lives on loopback only, not on ${base}`);
  if (!Number.isInteger(nodes) || nodes < 1 || nodes > NODE_LIMIT)
    throw new Error(`between 1 and ${NODE_LIMIT} nodes, not ${nodes}`);
  const port = { ...usualPorts, ...ports };
  const at = (host: number, atPort: number): Place => ({ address: `${base}.${host}`, port: atPort });
  const endpoint = (name: string, host: number) => ({
    ...at(host, port.backend),
    name,
    host: `${name}.eu-1.edge.example`,
  });
  return {
    base,
    ports: port,
    subnet: `${base}.0/25`,
    backendCidr: `${base}.128/25`,
    gateway: `${base}.1`,
    control: at(2, port.control),
    dns: [at(53, port.dns), at(54, port.dns)],
    ntp: [at(60, port.ntp)],
    nodes: Array.from({ length: nodes }, (_, index) => at(FIRST_NODE + index, port.talos)),
    kubernetes: at(FIRST_NODE, port.kubernetes),
    foreignNode: at(71, port.talos),
    unknownMachine: at(72, port.talos),
    earlierNode: { address: `${base}.73`, kubernetes: 6443, kubelet: 10_250 },
    medicalDevices: [at(90, port.talos), at(91, port.talos), at(97, port.talos), at(102, port.talos)],
    excluded: [`${base}.90`, `${base}.91`, `${base}.96/29`],
    console: at(140, port.console),
    endpoints: [
      endpoint('api', 130),
      endpoint('registry', 131),
      endpoint('tunnel', 132),
      endpoint('telemetry', 133),
    ],
    dead: `${base}.250`,
  };
}
