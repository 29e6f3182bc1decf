import { gzipSync } from 'node:zlib';

const BLOCK_BYTES = 512;

/**
 * A tar.gz with the one entry `kubeconfig`, cut off as the node cuts it: neither the padding of the last block nor the
 * two empty blocks that end an archive are there, because the node closes only the gzip layer.
 */
export function kubeconfigArchive(kubeconfig: string): Uint8Array {
  const content = Buffer.from(kubeconfig, 'utf8');
  return gzipSync(Buffer.concat([header('kubeconfig', content.length), content]));
}

/** A ustar header (POSIX.1-1988): fixed fields, numbers in octal text, a checksum over the whole block. */
function header(name: string, sizeBytes: number): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES);
  const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, '0')}\0`;
  block.write(name, 0, 'ascii');
  block.write(octal(0o600, 7), 100, 'ascii');
  block.write(octal(0, 7), 108, 'ascii');
  block.write(octal(0, 7), 116, 'ascii');
  block.write(octal(sizeBytes, 11), 124, 'ascii');
  block.write(octal(Math.floor(Date.now() / 1000), 11), 136, 'ascii');
  block.write('        ', 148, 'ascii');
  block.write('0', 156, 'ascii');
  block.write('ustar\0' + '00', 257, 'ascii');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'ascii');
  return block;
}
