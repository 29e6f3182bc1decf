import { createHash } from 'node:crypto';
import type { ImageStore, PackImage, PackSource } from '../../../electron/sites/sites-ports.ts';
import { failed } from '../../../shared/failure/failure.ts';

const url = 'https://console.example';

export interface FakePackConsole extends PackSource {
  region: string;
  /** What it publishes; null for nothing. */
  published: { readonly bytes: Uint8Array; readonly signature: string } | null;
  readonly images: Map<string, Uint8Array>;
  away: boolean;
  /** Image downloads break off after this many bytes each; null for never. */
  cutAfterBytes: number | null;
  /** What was asked for, in order. */
  readonly asked: string[];
}

/** A console that gives packs and images. */
export function createFakePackConsole(region = 'eu-1'): FakePackConsole {
  const ask = (what: string, signal: AbortSignal): void => {
    signal.throwIfAborted();
    fake.asked.push(what);
    if (fake.away) throw failed('console-unreachable', { url, detail: 'ECONNREFUSED' });
  };
  const fake: FakePackConsole = {
    region,
    published: null,
    images: new Map(),
    away: false,
    cutAfterBytes: null,
    asked: [],
    hello: async (signal) => {
      ask('hello', signal);
      const pack = fake.published === null ? null : { version: 1 };
      return {
        protocol: 1,
        region: fake.region,
        serverTime: new Date(0).toISOString(),
        device: 'active',
        pack,
      };
    },
    pack: async (site, limitBytes, signal) => {
      ask('pack', signal);
      if (fake.published === null) throw failed('pack-not-published', { site });
      const sizeBytes = fake.published.bytes.length;
      if (sizeBytes > limitBytes) throw failed('pack-too-large', { sizeBytes, limitBytes });
      return fake.published.bytes;
    },
    signature: async (site, signal) => {
      ask('signature', signal);
      if (fake.published === null) throw failed('pack-not-published', { site });
      return fake.published.signature;
    },
    image: async (digest, fromByte, signal) => {
      ask(`image from ${fromByte}`, signal);
      const bytes = fake.images.get(digest);
      if (bytes === undefined) throw failed('console-refused', { url, status: 404 });
      return inChunks(bytes.subarray(fromByte), fake.cutAfterBytes);
    },
  };
  return fake;
}

async function* inChunks(bytes: Uint8Array, cutAfterBytes: number | null): AsyncIterable<Uint8Array> {
  const end = Math.min(bytes.length, cutAfterBytes ?? bytes.length);
  for (let at = 0; at < end; at += 1000) yield bytes.subarray(at, Math.min(at + 1000, end));
  if (end < bytes.length) throw failed('console-unreachable', { url, detail: 'ECONNRESET' });
}

export interface FakeImageStore extends ImageStore {
  /** Whole images by digest; a test may damage them. */
  readonly whole: Map<string, Uint8Array>;
  /** What is half here. */
  readonly parts: Map<string, Uint8Array>;
}

/** Images in memory, kept only under their true digest. */
export function createFakeImageStore(): FakeImageStore {
  const whole = new Map<string, Uint8Array>();
  const parts = new Map<string, Uint8Array>();
  return {
    whole,
    parts,
    present: async (images) =>
      new Set(
        images
          .filter(({ digest, sizeBytes }) => whole.get(digest)?.length === sizeBytes)
          .map(({ digest }) => digest),
      ),
    holds: async ({ digest }) => {
      const bytes = whole.get(digest);
      if (bytes === undefined) return false;
      if (digestOf(bytes) === digest) return true;
      whole.delete(digest);
      return false;
    },
    receive: async (image, open, signal) => {
      let bytes = Buffer.from(parts.get(image.digest) ?? []);
      for await (const chunk of await open(bytes.length)) {
        signal.throwIfAborted();
        bytes = Buffer.concat([bytes, chunk]);
        parts.set(image.digest, bytes);
      }
      parts.delete(image.digest);
      if (digestOf(bytes) !== image.digest) return 'corrupt';
      whole.set(image.digest, bytes);
      return 'kept';
    },
  };
}

/** An image as a pack names it. */
export function someImage(
  text: string,
  sizeBytes: number,
): { readonly image: PackImage; readonly bytes: Uint8Array } {
  const bytes = Buffer.alloc(sizeBytes, text);
  return { bytes, image: { reference: `registry.example/${text}:1`, digest: digestOf(bytes), sizeBytes } };
}

function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
