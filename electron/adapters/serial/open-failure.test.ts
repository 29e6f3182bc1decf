import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lossOf, openFailure } from './open-failure.ts';

const PORT = '/dev/ttyUSB0';

// As bindings-cpp 13 words them; the first five were seen on Linux, the others stand in its sources.
test.each([
  ['Error Resource temporarily unavailable Cannot lock port', 'serial-busy'],
  ['Error: Device or resource busy, cannot open /dev/ttyUSB0', 'serial-busy'],
  ['Error: No such file or directory, cannot open /dev/ttyUSB0', 'serial-unknown'],
  ['Error: Inappropriate ioctl for device setting custom baud rate of 9600', 'serial-not-a-port'],
  ['Error: Input/output error, cannot open /dev/ttyS1', 'serial-vanished'],
  ['Error: Permission denied, cannot open /dev/ttyUSB0', 'serial-forbidden'],
  ['Error: No such device or address, cannot open /dev/ttyUSB0', 'serial-vanished'],
  ['Error Resource busy Cannot open /dev/cu.usbserial-1', 'serial-busy'],
  ['Opening COM3: Access denied', 'serial-busy'],
  ['Opening COM9: File not found', 'serial-unknown'],
  ['Opening COM3: Unknown error code 31', 'serial-driver-missing'],
  ['Opening COM3: Unknown error code 5555', 'serial-failed'],
])('%s is %s', async (message, code) => {
  expect((await openFailure(PORT, new Error(message))).failure.code).toBe(code);
});

test.each([
  ['bad file descriptor', 'serial-vanished'],
  ['EIO: i/o error, read', 'serial-vanished'],
  ['Reading from COM port (ReadIOCompletion): Operation aborted', 'serial-vanished'],
  ['Reading from COM port (GetOverlappedResult): Access denied', 'serial-vanished'],
  ['something else', 'serial-failed'],
])('of an open port, %s is %s', (message, code) => {
  expect(lossOf(PORT, new Error(message)).failure.code).toBe(code);
});

const onLinux = process.platform === 'linux';

test('who may not open it is told the group that may, where that would help', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rounds-group-'));
  const path = join(folder, 'port');
  writeFileSync(path, '');
  const denied = async (mode: number) => {
    chmodSync(path, mode);
    return (await openFailure(path, new Error('Error: Permission denied, cannot open'))).failure.facts;
  };
  const own = onLinux ? execFileSync('id', ['-gn'], { encoding: 'utf8' }).trim() : 'none';
  expect(await denied(0o660)).toEqual({ path, group: own });
  expect(await denied(0o600)).toEqual({ path, group: 'none' });
  rmSync(folder, { recursive: true });
});
