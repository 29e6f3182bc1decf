import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createEngine } from '../../../electron/create-engine.ts';
import { type Enrolment, type Pack, packSchema } from '../../../shared/domain/sites/pack.ts';
import { samplePack } from '../../fakes/sample-pack.ts';
import { createClusterSecrets } from '../../hospital/pack/cluster-secrets.ts';
import { createMinisignKey, minisign } from '../../hospital/pack/minisign-sign.ts';
import { createSiteAuthority } from '../../hospital/site-authority.ts';

/** What the site's pack says about its network. */
export interface SitePlan {
  /** CIDR of the lab's own subnet. */
  readonly subnet: string;
  readonly gateway: string;
  /** Addresses of the planned nodes, in CIDR form. */
  readonly slots: readonly string[];
  readonly allow: readonly string[];
  readonly exclude?: readonly string[];
  readonly clinical?: readonly string[];
  /** Of its folder, when a network has several laptops. */
  readonly name?: string;
}
/** A data folder with an enrolment and a verified pack. */
export interface PreparedLaptop {
  readonly dataDir: string;
  readonly keyHex: string;
  /** For the command line. */
  readonly keyFile: string;
}

const HOUR_MS = 3_600_000;

/** Makes the data folder in `folder` as it is on the morning of a visit; sends nothing. */
export async function prepareLaptop(folder: string, plan: SitePlan): Promise<PreparedLaptop> {
  const own = join(folder, plan.name ?? 'laptop');
  const dataDir = join(own, 'data');
  await mkdir(dataDir, { recursive: true });
  const packKey = createMinisignKey();
  const pack = packOf(plan, Date.now());
  const enrolmentPath = join(own, 'enrolment.json');
  await writeFile(enrolmentPath, JSON.stringify(enrolmentFor(pack, packKey.publicKeyLine)), { mode: 0o600 });
  const packPath = join(own, 'pack.json');
  const bytes = Buffer.from(JSON.stringify(pack), 'utf8');
  await writeFile(packPath, bytes);
  await writeFile(`${packPath}.minisig`, minisign(bytes, packKey, 'pack of a network story'));
  const keyHex = randomBytes(32).toString('hex');
  const keyFile = join(own, 'key');
  await writeFile(keyFile, keyHex, { mode: 0o600 });
  const engine = createEngine({
    ...{
      dataDir,
      appVersion: '0.0.0',
      demo: false,
      enrolmentFile: null,
      interfaces: [],
      sqliteBinding: null,
    },
    key: { state: 'unlocked', keyHex, keystore: 'file' },
    onlyWhenAsked: true,
  });
  try {
    const never = new AbortController().signal;
    await engine.calls.ask('sites.enrol', { path: enrolmentPath }, never);
    await engine.calls.ask('sites.importPack', { path: packPath }, never);
  } finally {
    await engine.stop();
  }
  return { dataDir, keyHex, keyFile };
}

function packOf({ subnet, gateway, slots, allow, exclude = [], clinical }: SitePlan, nowMs: number): Pack {
  const sample = samplePack();
  const at = (offsetHours: number): string => new Date(nowMs + offsetHours * HOUR_MS).toISOString();
  const [first, second] = sample.slots;
  if (first === undefined || second === undefined) throw new Error('the sample pack lost its slots');
  const { machineAuthority, admin } = createClusterSecrets();
  const sweep = { ...sample.network.sweep, allow: [...allow], exclude: [...exclude] };
  return packSchema.parse({
    ...sample,
    issuedAt: at(-2),
    notBefore: at(-2),
    expiresAt: at(24),
    visit: { ...sample.visit, startsAt: at(-1), endsAt: at(12) },
    slots: slots.map((address, index) => {
      const number = String(index + 1).padStart(2, '0');
      const names = { id: `edge-${number}`, hostname: `lab-edge-${number}`, label: `LAB-EDGE-${number}` };
      return { ...(index === 0 ? first : second), ...names, serial: `PLAN-${number}`, address };
    }),
    cluster: {
      ...sample.cluster,
      talosCa: machineAuthority.certificatePem,
      adminCertificate: admin.certificatePem,
      adminKey: admin.keyPem,
    },
    network: {
      ...sample.network,
      subnet,
      gateway,
      sweep: { ...sweep, ...(clinical !== undefined && { clinical: [...clinical] }) },
    },
  });
}

function enrolmentFor({ region, site }: Pack, packKey: string): Enrolment {
  const authority = createSiteAuthority({ organizations: ['Edge Platform'], commonName: 'Console CA' });
  return {
    format: 'rounds-enrolment/1',
    region,
    // Nothing listens there: a network story has no console.
    consoleUrl: 'https://127.0.0.1:9',
    consoleCa: authority.certificatePem,
    packKey,
    device: {
      id: `laptop-${randomBytes(4).toString('hex')}`,
      token: randomBytes(24).toString('base64url'),
    },
    engineer: 'Ada Lindqvist',
    site: site.id,
  };
}
