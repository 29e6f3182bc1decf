import type { JobRun } from '../../shared/contract/define.ts';
import { type Enrolment, PACK_LIMIT_BYTES, type Pack } from '../../shared/domain/sites/pack.ts';
import type { PrepareProgress } from '../../shared/domain/sites/visit.ts';
import { failed } from '../../shared/failure/failure.ts';
import { type AcceptPorts, acceptPack, recordRefusal } from './accept-pack.ts';
import type { ImageStore, PackImage, PackSource } from './sites-ports.ts';

export interface PreparePorts extends AcceptPorts {
  readonly console: PackSource;
  readonly images: ImageStore;
  /** Called when the pack or an image arrived. */
  readonly changed: () => void;
}

/**
 * Brings the pack and every image that it names to this laptop. Each step looks first: what is here already is not
 * fetched again, and what broke off goes on where it was. Throws `console-*`, `pack-*`, `image-corrupt`, `disk-full`.
 */
export async function prepare(
  ports: PreparePorts,
  enrolment: Enrolment,
  run: JobRun<PrepareProgress>,
): Promise<Pack> {
  run.report({ stage: 'asking', done: 0, total: 1 });
  await assertOurConsole(ports.console, enrolment, run.signal);
  const pack = await recordRefusal(ports, () => fetchPack(ports, enrolment, run));
  ports.changed();
  await fetchImages(ports, pack.images, run);
  return pack;
}

/** A console of another region is not even asked for its packs. */
async function assertOurConsole(
  source: PackSource,
  { region, site }: Enrolment,
  signal: AbortSignal,
): Promise<void> {
  const hello = await source.hello(signal);
  if (hello.region !== region) throw failed('console-other-region', { region, found: hello.region });
  if (hello.pack === null) throw failed('pack-not-published', { site });
}

async function fetchPack(
  ports: PreparePorts,
  enrolment: Enrolment,
  { signal, report }: JobRun<PrepareProgress>,
): Promise<Pack> {
  report({ stage: 'downloading', done: 0, total: 2 });
  const bytes = await ports.console.pack(enrolment.site, PACK_LIMIT_BYTES, signal);
  report({ stage: 'downloading', done: 1, total: 2 });
  const signature = await ports.console.signature(enrolment.site, signal);
  report({ stage: 'verifying', done: 0, total: 1 });
  signal.throwIfAborted();
  return acceptPack(ports, enrolment, { bytes, signature });
}

async function fetchImages(
  ports: PreparePorts,
  images: readonly PackImage[],
  { signal, report }: JobRun<PrepareProgress>,
): Promise<void> {
  const total = images.length;
  report({ stage: 'images', done: 0, total });
  for (const [index, image] of images.entries()) {
    signal.throwIfAborted();
    if (!(await ports.images.holds(image, signal))) {
      await fetchImage(ports, image, signal);
      ports.changed();
    }
    report({ stage: 'images', done: index + 1, total });
  }
}

async function fetchImage(ports: PreparePorts, image: PackImage, signal: AbortSignal): Promise<void> {
  let resumed = false;
  const open = (fromByte: number): Promise<AsyncIterable<Uint8Array>> => {
    resumed = fromByte > 0;
    return ports.console.image(image.digest, fromByte, signal);
  };
  if ((await ports.images.receive(image, open, signal)) === 'kept') return;
  // The half that lay here may have been the bad one: once more, from the first byte.
  if (resumed && (await ports.images.receive(image, open, signal)) === 'kept') return;
  throw failed('image-corrupt', { reference: image.reference, digest: image.digest });
}
