import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listLinuxPorts } from './linux-ports.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'rounds-sysfs-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** A port as sysfs shows it: a folder of the class with a link into the tree of devices. */
function port(name: string, device: string, files: Readonly<Record<string, string>> = {}): void {
  const at = join(root, 'devices', device);
  const folder = join(root, 'class', name);
  mkdirSync(at, { recursive: true });
  mkdirSync(folder, { recursive: true });
  symlinkSync(at, join(folder, 'device'));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(root, file), text);
}
const found = () => listLinuxPorts(join(root, 'class'));

test('a USB adapter tells its maker, product and serial number from three levels above its port', async () => {
  port('ttyUSB0', 'usb1/1-2/1-2:1.0/ttyUSB0', {
    'devices/usb1/1-2/idVendor': '0403\n',
    'devices/usb1/1-2/manufacturer': 'FTDI\n',
    'devices/usb1/1-2/product': 'FT232R USB \u202eUART\n',
    'devices/usb1/1-2/serial': 'A10K2B3C\n',
  });
  expect(await found()).toEqual([
    { path: '/dev/ttyUSB0', maker: 'FTDI', product: 'FT232R USB  UART', serialNumber: 'A10K2B3C' },
  ]);
});

test('built-in sockets are listed where a chip was found, virtual consoles never', async () => {
  port('ttyS0', 'pnp0/00:05', { 'class/ttyS0/type': '4\n' });
  port('ttyS1', 'platform/serial8250', { 'class/ttyS1/type': '0\n' });
  mkdirSync(join(root, 'class/tty1'));
  mkdirSync(join(root, 'class/ttyprintk'));
  expect(await found()).toEqual([{ path: '/dev/ttyS0', maker: null, product: null, serialNumber: null }]);
});
