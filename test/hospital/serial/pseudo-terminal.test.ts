import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSerialSystem } from '../../../electron/adapters/serial/serial-system.ts';
import { startLabSerial } from './lab-serial.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rounds-lab-serial-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A node whose lines the test says. */
function someNode() {
  const listeners = new Set<(line: string) => void>();
  return {
    name: 'lab-edge-01',
    onConsoleLine: (listener: (line: string) => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    say: (line: string) => {
      for (const listener of listeners) listener(line);
    },
  };
}
const text = (bytes: Uint8Array | null) => new TextDecoder().decode(bytes ?? undefined);

test('what a node prints is read by whoever has the port open, and by nobody later', async () => {
  const node = someNode();
  const serial = await startLabSerial(node, join(folder, 'lab-edge-01'));
  node.say('lost');
  const port = await createSerialSystem().open(serial.path, 115_200);
  await serial.setTrouble({ login: true });
  // A terminal that answers has seen that it was opened, and at which rate.
  let heard = '';
  while (!heard.includes('login: ')) {
    await port.write(new TextEncoder().encode('\r'));
    heard += text(await port.read());
  }
  expect(heard).not.toContain('lost');
  node.say('[    1.000000] [talos] kept');
  let line = '';
  while (!line.includes('kept')) line += text(await port.read());
  await port.close();
  await serial.stop();
});
