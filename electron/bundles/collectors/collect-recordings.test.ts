import { expect, test } from 'vitest';
import { createBundleBench } from '../../../test/fakes/bundles/bundle-bench.ts';

test('what consoles printed goes into the bundle by its newest part, redacted like all text', async () => {
  const { create, contentOf, evidence } = createBundleBench();
  const long = `${'2026-11-24T08:00:00.000Z | an ordinary line\n'.repeat(60_000)}the end\n`;
  evidence.recordings = [
    { file: 'ttyUSB0-1.log', text: '2026-11-24T08:00:00.000Z | [talos] key signing-key-of-this-laptop\n' },
    { file: 'ttyUSB0-2.log', text: long },
  ];
  const { manifest } = await create(['serial'], '/data/bundles/serial.zip');
  const content = contentOf('/data/bundles/serial.zip');
  expect(content['serial/ttyUSB0-1.log']).toContain('| [talos] key ');
  expect(content['serial/ttyUSB0-1.log']).not.toContain('signing-key-of-this-laptop');
  expect(content['serial/ttyUSB0-2.log']?.endsWith('the end\n')).toBe(true);
  expect(manifest.missing).toMatchObject([{ collector: 'serial', why: 'too-large' }]);
});
