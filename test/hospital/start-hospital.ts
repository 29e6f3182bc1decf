/**
 * The simulated site as one program: lab nodes, their cluster, the hospital's network services, the backend, the
 * console with a signed pack, and whoever else is on such a network. Everything listens on loopback.
 * `startHospital` is the one function you want.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Enrolment, enrolmentSchema, type Pack } from '../../shared/domain/sites/pack.ts';
import { type HospitalAddresses, type HospitalPorts, layOut } from './addresses.ts';
import { claimBase } from './claim-base.ts';
import { type LabConsole, startConsole } from './console/start-console.ts';
import { startControl } from './control/control.ts';
import { startEarlierNode } from './earlier/earlier-node.ts';
import { type LabKubernetes, startKubernetesApi } from './kubernetes/start-kubernetes-api.ts';
import { announceNodes } from './network/announce-nodes.ts';
import { type MdnsAnnouncer, startMdnsAnnouncer } from './network/mdns-announcer.ts';
import { type SiteServices, startSiteServices } from './network/start-site-services.ts';
import type { LabNode } from './node/lab-node.ts';
import { buildPack, REGION, SITE_ID } from './pack/build-pack.ts';
import { type PackImage, packImages } from './pack/pack-images.ts';
import { type PackKind, signedPack } from './pack/pack-kinds.ts';
import { createParts, type Keep, type Parts } from './parts.ts';
import { type LabSerial, startLabSerial } from './serial/lab-serial.ts';
import { createSiteTrust, type SiteTrust } from './site-trust.ts';
import { letAnswer, type NodesOptions, startNodes } from './start-nodes.ts';
import {
  type MedicalDevices,
  startForeignNode,
  startMedicalDevices,
  startUnknownMachine,
} from './strangers.ts';

export interface HospitalOptions extends NodesOptions {
  /**
   * Three octets of loopback, `127.77.0` unless given; hospitals of different bases run side by side. `own` takes one
   * that no other run on this machine has, with a port for beacons of its own.
   */
  readonly base?: string;
  /** Three unless given. Node 1 is the control plane. */
  readonly nodes?: number;
  /** Whether a configured node of another site and a machine that is no Talos are there too. */
  readonly strangers?: boolean;
  /** Whether each node prints its console on a pseudo-terminal; no unless given. */
  readonly serial?: boolean;
  /** How many times faster than real machines the nodes and their cluster live; 10 unless given. */
  readonly timeScale?: number;
  readonly ports?: Partial<HospitalPorts>;
  /** `databaseUrl`: PostgreSQL, or PGlite in a `file://` directory; in memory unless given. */
  readonly console?: { readonly databaseUrl?: string | undefined };
  readonly packKind?: PackKind;
  /** Changes the good pack before it is signed. */
  readonly changePack?: (pack: Pack) => Pack;
}

export interface Hospital extends SiteServices {
  readonly addresses: HospitalAddresses;
  readonly trust: SiteTrust;
  readonly pack: Pack;
  /** A ready enrolment file for the first laptop. */
  readonly enrolmentFile: string;
  readonly console: LabConsole;
  readonly nodes: readonly LabNode[];
  /** The serial ports of the nodes, in their order. */
  readonly serial: readonly LabSerial[];
  readonly foreignNode: LabNode | null;
  readonly kubernetes: LabKubernetes;
  readonly mdns: MdnsAnnouncer;
  readonly medicalDevices: MedicalDevices;
  readonly control: { readonly url: string };
  /** Throws for a name that no node has. */
  node(name: string): LabNode;
  /** Of the nodes that share its address, this one answers from now on. */
  letAnswer(name: string): Promise<void>;
  /** Enrols one more laptop and gives the path of its enrolment file. */
  enrol(engineer: string): Promise<string>;
  /** Puts a pack of this kind on the console's shelf. */
  offerPack(kind: PackKind): void;
  stop(): Promise<void>;
}

/** Stands the hospital up. When any part cannot start, stops the others and throws. */
export async function startHospital(options: HospitalOptions = {}): Promise<Hospital> {
  const parts = createParts();
  try {
    const addresses = await addressesOf(options, parts);
    const plan = await planSite(addresses, options);
    const started = await startParts(plan, options, parts);
    parts.onStop(announceNodes(started.mdns, started.nodes));
    const directory = await temporaryDirectory(parts.keep);
    const { console: labConsole, nodes } = started;
    const serial = options.serial === true ? await startSerial(nodes, directory, parts.keep) : [];
    const { pack, trust } = plan;
    const offerPack = (kind: PackKind) => labConsole.shelf.put(SITE_ID, signedPack(kind, pack, trust));
    offerPack(options.packKind ?? 'good');
    const enrol = (engineer: string) => enrolLaptop(labConsole, trust, directory, engineer);
    const hospital = {
      ...started,
      ...{ addresses, serial, trust, pack },
      enrolmentFile: await enrol('Ada Lindqvist'),
      node: (name: string) => nodeNamed(nodes, name),
      letAnswer: (name: string) => letAnswer(nodes, nodeNamed(nodes, name)),
      enrol,
      offerPack,
      stop: parts.stop,
    };
    const control = await parts.keep(startControl(addresses.control, hospital));
    return { ...hospital, control };
  } catch (error) {
    await parts.stop();
    throw error;
  }
}

async function addressesOf(options: HospitalOptions, { keep }: Parts): Promise<HospitalAddresses> {
  const { base = '127.77.0', nodes = 3, ports = {} } = options;
  if (base !== 'own') return layOut(base, nodes, ports);
  const claimed = await keep(claimBase());
  return layOut(claimed.base, nodes, { mdns: claimed.mdnsPort, ...ports });
}

interface SitePlan {
  readonly addresses: HospitalAddresses;
  readonly trust: SiteTrust;
  readonly images: readonly PackImage[];
  readonly pack: Pack;
}

async function planSite(addresses: HospitalAddresses, { changePack }: HospitalOptions): Promise<SitePlan> {
  const trust = createSiteTrust(addresses);
  const images = await packImages();
  const pack = buildPack({ addresses, trust, images, nowMs: Date.now() });
  return { addresses, trust, images, pack: changePack?.(pack) ?? pack };
}

async function startParts(plan: SitePlan, options: HospitalOptions, { keep }: Parts) {
  const { addresses, trust, images } = plan;
  const { strangers = false, timeScale = 10 } = options;
  const registry = addresses.endpoints.find(({ name }) => name === 'registry');
  const kubernetes = await keep(
    startKubernetesApi({
      place: addresses.kubernetes,
      authority: trust.cluster.kubernetesAuthority,
      registry: `${registry?.host}:${registry?.port}`,
      timeScale,
    }),
  );
  // Nodes ask the site's name and time servers while they start.
  const services = await startSiteServices(addresses, trust, keep);
  const [labConsole, mdns, medicalDevices, foreign, nodes] = await Promise.all([
    keep(
      startConsole({
        place: addresses.console,
        region: REGION,
        certificate: trust.consoleCertificate,
        images,
        databaseUrl: options.console?.databaseUrl,
      }),
    ),
    keep(startMdnsAnnouncer(addresses.ports.mdns)),
    keep(startMedicalDevices(addresses.medicalDevices)),
    strangers ? keep(startForeignNode(addresses, timeScale)) : null,
    startNodes(options, { addresses, trust, kubernetes, timeScale }, keep),
    strangers ? keep(startUnknownMachine(addresses.unknownMachine)) : null,
    // Its sshd would need a privileged port.
    strangers ? keep(startEarlierNode({ ...addresses.earlierNode, ssh: null })) : null,
  ]);
  return { ...services, kubernetes, console: labConsole, mdns, medicalDevices, foreignNode: foreign, nodes };
}

async function temporaryDirectory(keep: Keep): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'rounds-hospital-'));
  await keep(Promise.resolve({ stop: () => rm(path, { recursive: true, force: true }) }));
  return path;
}

function startSerial(
  nodes: readonly LabNode[],
  directory: string,
  keep: Keep,
): Promise<readonly LabSerial[]> {
  return Promise.all(nodes.map((node) => keep(startLabSerial(node, join(directory, node.name)))));
}

async function enrolLaptop(
  { url, enrol }: LabConsole,
  trust: SiteTrust,
  directory: string,
  engineer: string,
): Promise<string> {
  // A new id each time: a console that remembers an earlier run must not take this laptop for a fork of that one.
  const device = {
    id: `laptop-${randomBytes(4).toString('hex')}`,
    token: randomBytes(24).toString('base64url'),
  };
  await enrol({ site: SITE_ID, dev: device.id, token: device.token });
  const enrolment: Enrolment = enrolmentSchema.parse({
    format: 'rounds-enrolment/1',
    region: REGION,
    consoleUrl: url,
    consoleCa: trust.consoleCa,
    packKey: trust.packKey.publicKeyLine,
    device,
    engineer,
    site: SITE_ID,
  });
  const path = join(directory, `enrolment-${device.id}.json`);
  await writeFile(path, `${JSON.stringify(enrolment, null, 2)}\n`, { mode: 0o600 });
  return path;
}

function nodeNamed(nodes: readonly LabNode[], name: string): LabNode {
  const node = nodes.find((one) => one.name === name);
  if (node === undefined) throw new Error(`no node is called ${name}`);
  return node;
}
