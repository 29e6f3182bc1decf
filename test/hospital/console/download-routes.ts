import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { SignedPack } from '../pack/pack-kinds.ts';
import { byteRange } from './byte-range.ts';
import { ConsoleRefusal } from './console-refusal.ts';
import { active, type ConsoleParts } from './console-routes.ts';

/** Adds the pack, its signature and the images. */
export function addDownloadRoutes(app: FastifyInstance, parts: ConsoleParts): void {
  app.get<{ Params: { site: string } }>('/v1/sites/:site/pack', async (request, reply) =>
    send(request, reply, parts, { bytes: (await packFor(parts, request)).bytes, type: 'application/json' }),
  );

  app.get<{ Params: { site: string } }>('/v1/sites/:site/pack.minisig', async (request, reply) => {
    const bytes = Buffer.from((await packFor(parts, request)).signature, 'utf8');
    return reply.type('text/plain; charset=utf-8').send(bytes);
  });

  app.get<{ Params: { digest: string } }>('/v1/images/:digest', async (request, reply) => {
    await active(parts, request.headers.authorization, null);
    const bytes = parts.shelf.image(request.params.digest);
    if (bytes === null) throw new ConsoleRefusal(404, 'image-unknown', `no image ${request.params.digest}`);
    const shown = parts.trouble().corruptImages ? corrupted(bytes) : bytes;
    return send(request, reply, parts, {
      bytes: shown,
      type: 'application/octet-stream',
      tag: request.params.digest,
    });
  });
}

async function packFor(
  parts: ConsoleParts,
  request: FastifyRequest<{ Params: { site: string } }>,
): Promise<SignedPack> {
  const { site } = request.params;
  const known = await active(parts, request.headers.authorization, null);
  if (known.site !== site) throw new ConsoleRefusal(403, 'site-not-allowed', `not for ${known.dev}: ${site}`);
  const pack = parts.shelf.pack(site);
  if (pack === null) throw new ConsoleRefusal(404, 'pack-missing', `no pack for ${site}`);
  return pack;
}

interface Download {
  readonly bytes: Uint8Array;
  readonly type: string;
  readonly tag?: string;
}

async function send(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: ConsoleParts,
  { bytes, type, tag }: Download,
): Promise<FastifyReply> {
  const range = byteRange(request.headers.range, bytes.length);
  void reply.type(type).header('accept-ranges', 'bytes');
  if (tag !== undefined) void reply.header('etag', `"${tag}"`);
  if (range === 'unsatisfiable') {
    void reply.header('content-range', `bytes */${bytes.length}`);
    throw new ConsoleRefusal(416, 'range', `the resource has ${bytes.length} bytes`);
  }
  const part = range === 'whole' ? bytes : bytes.subarray(range.start, range.end);
  if (range !== 'whole') {
    void reply.code(206).header('content-range', `bytes ${range.start}-${range.end - 1}/${bytes.length}`);
  }
  const cutAfter = parts.trouble().cutDownloadsAfterBytes;
  if (cutAfter !== null && cutAfter < part.length) return cut(request, reply, part, cutAfter);
  return reply.send(Buffer.from(part.buffer, part.byteOffset, part.byteLength));
}

/** Announces the whole length and hangs up early, as a connection that breaks does. */
function cut(request: FastifyRequest, reply: FastifyReply, part: Uint8Array, cutAfter: number): FastifyReply {
  reply.hijack();
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) reply.raw.setHeader(name, value);
  }
  reply.raw.setHeader('content-length', part.length);
  reply.raw.writeHead(reply.statusCode);
  reply.raw.write(part.subarray(0, cutAfter), () => request.raw.socket.destroySoon());
  return reply;
}

function corrupted(bytes: Uint8Array): Uint8Array {
  const changed = Buffer.from(bytes);
  changed.writeUInt8((changed.readUInt8(changed.length >> 1) ^ 0x01) & 0xff, changed.length >> 1);
  return changed;
}
