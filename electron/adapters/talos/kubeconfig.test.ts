import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { readKubeconfig } from './kubeconfig.ts';

/** One tar entry as Talos writes it: header and content, padded, and no blocks of zeros after it. */
function tarOf(name: string, content: string, sizeText?: string): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0, 'latin1');
  header.write(sizeText ?? content.length.toString(8).padStart(11, '0'), 124, 'latin1');
  const body = Buffer.alloc(Math.ceil(content.length / 512) * 512);
  body.write(content, 0, 'utf8');
  return Buffer.concat([header, body]);
}
const codeOf = (archive: Uint8Array): unknown => {
  try {
    return readKubeconfig(archive, 'a');
  } catch (error) {
    return error instanceof Error ? error.message : error;
  }
};

test('the one file is found although the tar has no end', () => {
  expect(readKubeconfig(gzipSync(tarOf('kubeconfig', 'kind: Config\n')), 'a')).toBe('kind: Config\n');
});

test('a gzip stream without its trailer is enough when the file is whole', () => {
  const archive = gzipSync(tarOf('kubeconfig', 'kind: Config\n'));
  expect(readKubeconfig(archive.subarray(0, -8), 'a')).toBe('kind: Config\n');
});

test.each([
  ['another file', gzipSync(tarOf('passwd', 'x'))],
  ['an empty file', gzipSync(tarOf('kubeconfig', ''))],
  ['a size beyond the end', gzipSync(tarOf('kubeconfig', 'x', '77777777777'))],
  ['a size that is no number', gzipSync(tarOf('kubeconfig', 'x', 'zzz'))],
  ['nothing', gzipSync(Buffer.alloc(0))],
  ['no gzip', Buffer.from('kind: Config')],
  ['more than it can be once unpacked', gzipSync(tarOf('kubeconfig', 'x'.repeat(3_000_000)))],
])('an archive with %s is not from a node', (_name, archive) => {
  expect(codeOf(archive)).toBe('NODE-003 node-not-talos');
});
