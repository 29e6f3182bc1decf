import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { prepareZXingModule, type WriterOptions, writeBarcode } from 'zxing-wasm/writer';

const width = 640;
const height = 480;
/** White and black of video range, and the middle of both colours. */
const [white, black, grey] = [235, 16, 128];

/** Writes a film of one picture, as Chromium's fake camera plays it (YUV4MPEG2, 4:2:0): a code on a white label. */
export async function writeCameraFilm(
  path: string,
  text: string,
  format: NonNullable<WriterOptions['format']>,
): Promise<void> {
  const wasm = createRequire(import.meta.url).resolve('zxing-wasm/writer/zxing_writer.wasm');
  prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(readFileSync(wasm)).buffer } });
  const { symbol, error } = await writeBarcode(text, { format });
  if (error !== '') throw new Error(error);
  const luma = Buffer.alloc(width * height, white);
  const scale = Math.floor(Math.min((width * 0.6) / symbol.width, (height * 0.6) / symbol.height));
  const left = Math.floor((width - symbol.width * scale) / 2);
  const top = Math.floor((height - symbol.height * scale) / 2);
  for (let y = 0; y < symbol.height * scale; y++)
    for (let x = 0; x < symbol.width * scale; x++) {
      const dot = symbol.data[Math.floor(y / scale) * symbol.width + Math.floor(x / scale)] ?? 255;
      luma[(top + y) * width + left + x] = dot < 128 ? black : white;
    }
  const chroma = Buffer.alloc((width * height) / 2, grey);
  const frame = Buffer.concat([Buffer.from('FRAME\n'), luma, chroma]);
  const head = Buffer.from(`YUV4MPEG2 W${width} H${height} F20:1 Ip A1:1 C420jpeg\n`);
  await writeFile(path, Buffer.concat([head, frame, frame, frame]));
}
