import { createHash, hkdfSync } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { pack as tarPack } from 'tar-stream';

/** One image of the pack: an OCI image layout in a tar file, named by the SHA-256 of its bytes. */
export interface PackImage {
  readonly reference: string;
  readonly digest: string;
  readonly bytes: Uint8Array;
}

/** The two images of the simulated pack; small, real layouts, the same bytes at every start. */
export async function packImages(): Promise<readonly PackImage[]> {
  return [
    await imageOf('edge/site-agent:2.4.1', 48 * 1024),
    await imageOf('edge/lab-gateway:1.9.0', 160 * 1024),
  ];
}

async function imageOf(reference: string, layerBytes: number): Promise<PackImage> {
  const layer = fillerOf(reference, layerBytes);
  const config = json({
    architecture: 'amd64',
    os: 'linux',
    config: { Labels: { 'org.opencontainers.image.title': reference } },
    rootfs: { type: 'layers', diff_ids: [digestOf(layer)] },
  });
  const manifest = json({
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: descriptor('application/vnd.oci.image.config.v1+json', config),
    layers: [descriptor('application/vnd.oci.image.layer.v1.tar', layer)],
  });
  const index = json({
    schemaVersion: 2,
    manifests: [descriptor('application/vnd.oci.image.manifest.v1+json', manifest)],
  });
  const blobs = [layer, config, manifest].map(
    (blob) => [`blobs/sha256/${digestOf(blob).slice(7)}`, blob] as const,
  );
  const bytes = await tarOf([
    ['oci-layout', json({ imageLayoutVersion: '1.0.0' })],
    ['index.json', index],
    ...blobs,
  ]);
  return { reference, digest: digestOf(bytes), bytes };
}

async function tarOf(entries: readonly (readonly [string, Uint8Array])[]): Promise<Uint8Array> {
  const tar = tarPack();
  // A fixed time: same content, same bytes, same digest.
  for (const [name, bytes] of entries) tar.entry({ name, mtime: new Date(0) }, Buffer.from(bytes));
  tar.finalize();
  return buffer(tar);
}

/** Bytes that do not compress, as a gzipped layer's do not. */
function fillerOf(seed: string, sizeBytes: number): Buffer {
  const parts: Buffer[] = [];
  for (let done = 0; done < sizeBytes; done += 8000) {
    parts.push(Buffer.from(hkdfSync('sha256', seed, '', `${done}`, Math.min(8000, sizeBytes - done))));
  }
  return Buffer.concat(parts);
}

function descriptor(mediaType: string, bytes: Uint8Array): object {
  return { mediaType, digest: digestOf(bytes), size: bytes.length };
}
function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value), 'utf8');
}
function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
