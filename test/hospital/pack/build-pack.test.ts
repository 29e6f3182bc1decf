import { X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { readMinisignKey, verifyMinisign } from '../../../electron/security/minisign.ts';
import { chooseTemplate, renderConfig } from '../../../shared/domain/provisioning/render-config.ts';
import { templateValues } from '../../../shared/domain/provisioning/template-values.ts';
import { PACK_LIMIT_BYTES, packSchema } from '../../../shared/domain/sites/pack.ts';
import { layOut } from '../addresses.ts';
import { parseMachineConfig } from '../node/config/parse-config.ts';
import { validateConfig } from '../node/config/validate-config.ts';
import { labHardware } from '../node/lab-hardware.ts';
import { createSiteTrust } from '../site-trust.ts';
import { buildPack, PACK_VERSION } from './build-pack.ts';
import { packImages } from './pack-images.ts';
import { packKinds, signedPack } from './pack-kinds.ts';

const addresses = layOut('127.77.0', 6);
const trust = createSiteTrust(addresses);
const nowMs = Date.UTC(2026, 10, 22, 8);
const pack = buildPack({ addresses, trust, images: await packImages(), nowMs });
const parse = (bytes: Uint8Array) => packSchema.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8')));

test('every slot describes its machine, and its disk rule fits exactly one disk', () => {
  for (const [index, slot] of pack.slots.entries()) {
    const { serial, links, disks } = labHardware(index);
    const fitting = disks.filter(
      (disk) =>
        (slot.disk.serial === undefined || disk.serial === slot.disk.serial) &&
        (slot.disk.transport === undefined || disk.transport === slot.disk.transport) &&
        (slot.disk.minSizeBytes === undefined || disk.sizeBytes >= slot.disk.minSizeBytes),
    );
    expect(slot.serial).toBe(serial);
    expect(links.map(({ name }) => name)).toContain(slot.link);
    expect(fitting).toHaveLength(1);
  }
});

test('only the first slot is a control plane and one disk is named by its serial number', () => {
  expect(pack.slots.slice(0, 3).map(({ role }) => role)).toEqual(['controlplane', 'worker', 'worker']);
  expect(pack.slots.slice(0, 3).map(({ disk }) => Object.keys(disk).sort())).toEqual([
    ['minSizeBytes', 'transport'],
    ['serial'],
    ['minSizeBytes', 'transport'],
  ]);
});

test("the administrator's certificate is signed by the machine CA and carries the role", () => {
  const certificate = new X509Certificate(pack.cluster.adminCertificate);
  expect(certificate.verify(new X509Certificate(pack.cluster.talosCa).publicKey)).toBe(true);
  expect(certificate.subject).toBe('O=os:admin');
  expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
  expect(pack.cluster.adminKey).toMatch(
    /^-----BEGIN ED25519 PRIVATE KEY-----\n[^-]+-----END ED25519 PRIVATE KEY-----\n$/,
  );
});

test('the template is a stream of documents and asks only for what the pack can fill in', () => {
  const text = pack.templates[0]?.text ?? '';
  const documents = parseAllDocuments(text).map((document) => document.toJS());
  expect(documents.map(({ kind }) => kind)).toEqual([
    undefined,
    'HostnameConfig',
    'LinkConfig',
    'TimeSyncConfig',
    'RegistryMirrorConfig',
    'TrustedRootsConfig',
  ]);
  const asked = new Set([...text.matchAll(/\$\{([^}]*)\}/g)].map(([, name]) => name));
  const known = [
    ...['hostname', 'role', 'address', 'link'].map((name) => `slot.${name}`),
    ...['gateway', 'nameservers', 'timeServers'].map((name) => `network.${name}`),
    ...['cluster.name', 'cluster.endpoint', 'install.disk'],
    ...Object.keys(pack.cluster.secrets).map((name) => `secrets.${name}`),
  ];
  expect([...asked].sort()).toEqual(known.sort());
});

test('a bad pack is bad in the one way that its kind says', () => {
  const of = (kind: (typeof packKinds)[number]) => signedPack(kind, pack, trust);
  expect(parse(of('good').bytes).data).toEqual(pack);
  expect(parse(of('newer').bytes).data?.version).toBe(PACK_VERSION + 1);
  expect(parse(of('older').bytes).data?.version).toBe(PACK_VERSION - 1);
  expect(parse(of('other-region').bytes).data?.region).toBe('us-1');
  expect(Date.parse(parse(of('from-future').bytes).data?.notBefore ?? '')).toBeGreaterThan(nowMs);
  expect(Date.parse(parse(of('expired').bytes).data?.expiresAt ?? '')).toBeLessThan(nowMs);
  expect(of('oversized').bytes.length).toBe(PACK_LIMIT_BYTES + 1);
  expect(parse(of('oversized').bytes).data).toEqual(pack);
  expect(parse(of('tampered').bytes).success).toBe(true);
  expect(() => parse(of('truncated').bytes)).toThrow(SyntaxError);
  expect(() => parse(of('unreadable').bytes)).toThrow(SyntaxError);
});

test('the images have the same digests at every start', async () => {
  expect((await packImages()).map(({ digest }) => digest)).toEqual(pack.images.map(({ digest }) => digest));
});

test('a real node would take the rendered template, for every slot and both versions', () => {
  for (const slot of pack.slots) {
    for (const minor of [12, 13]) {
      const template = chooseTemplate(pack.templates, `v1.${minor}.9`, slot.role);
      const { config } = renderConfig(template, templateValues(pack, slot, '/dev/nvme0n1'));
      const accepted = validateConfig(parseMachineConfig(Buffer.from(config, 'utf8'), minor), minor, null);
      expect(accepted.warnings).toEqual([]);
    }
  }
});

test("the engine's verifier takes what is signed rightly, and says of the others why not", () => {
  const key = readMinisignKey(trust.packKey.publicKeyLine);
  if (key === null) throw new Error('the engine cannot read the pack key');
  const refused = packKinds.flatMap((kind) => {
    const { bytes, signature } = signedPack(kind, pack, trust);
    const verdict = verifyMinisign(bytes, signature, key);
    return verdict.ok ? [] : [[kind, verdict.reason]];
  });
  expect(refused).toEqual([
    ['truncated', 'wrong'],
    ['tampered', 'wrong'],
    ['other-key', 'other-key'],
  ]);
});
