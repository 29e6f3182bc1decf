/**
 * Reads the codes in one picture after the other, beside the page so that the page never waits. It stands under a
 * policy of its own (scan-worker in the shell's serve-files): it may compile the reader and fetch it from us, no more.
 */
import { prepareZXingModule, type ReaderOptions, readBarcodes } from 'zxing-wasm/reader';
import readerAddress from 'zxing-wasm/reader/zxing_reader.wasm?url';
import type { ScanAnswer, ScanPicture } from './scan-messages.ts';

/** What labels of machines carry. GS1 is a way of filling these, not another code. */
const options: ReaderOptions = {
  formats: ['DataMatrix', 'QRCode', 'Code128', 'Code39', 'PDF417'],
  tryHarder: true,
  maxNumberOfSymbols: 4,
};

// Without this the library would fetch its reader from the internet.
prepareZXingModule({ overrides: { locateFile: () => readerAddress } });

async function read(picture: ImageBitmap): Promise<ScanAnswer> {
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context?.drawImage(picture, 0, 0);
  picture.close();
  const image = context?.getImageData(0, 0, canvas.width, canvas.height);
  if (image === undefined) return { isBroken: true };
  const codes = await readBarcodes(image, options);
  return { texts: codes.filter(({ isValid }) => isValid).map(({ text }) => text) };
}

addEventListener('message', ({ data }: MessageEvent<ScanPicture>) => {
  read(data.picture).then(
    (answer) => postMessage(answer),
    // Expected where the reader cannot be loaded; the page then says so.
    () => postMessage({ isBroken: true } satisfies ScanAnswer),
  );
});
