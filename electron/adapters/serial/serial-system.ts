/** The serial ports of this laptop, by `serialport`; nobody else imports it. */
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { PortFound } from '../../../shared/domain/serial/sort-ports.ts';
import { failed } from '../../../shared/failure/failure.ts';
import type { OpenPort, SerialSystem } from '../../serial/serial-ports.ts';
import { cleanName, listLinuxPorts } from './linux-ports.ts';
import { openFailure } from './open-failure.ts';
import { portOf, type SerialBinding } from './open-port.ts';

/** A Bluetooth port on Windows waits for its other end for half a minute. */
const OPEN_TIMEOUT_MS = 10_000;

/** Loads the native binding at the first use, so that nothing else waits for it or falls with it. */
export function createSerialSystem(): SerialSystem {
  return { list: listPorts, open };
}

async function listPorts(): Promise<readonly PortFound[]> {
  if (process.platform === 'linux') return listLinuxPorts();
  const { SerialPort } = await import('serialport');
  const listed = await SerialPort.list();
  return listed.map((port) => ({
    // On macOS `tty.` waits for a modem's carrier, `cu.` does not.
    path: port.path.replace(/^\/dev\/tty\./, '/dev/cu.'),
    maker: cleanName(port.manufacturer),
    serialNumber: cleanName(port.serialNumber),
    product: cleanName('friendlyName' in port ? String(port.friendlyName) : port.pnpId),
  }));
}

async function open(path: string, baudRate: number): Promise<OpenPort> {
  await refuseOther(path);
  const { SerialPort } = await import('serialport');
  const opening: Promise<SerialBinding> = SerialPort.binding.open({
    ...{ path, baudRate, dataBits: 8, parity: 'none', stopBits: 1, rtscts: false, xon: false, xoff: false },
    // Closing must not drop DTR: some boards take that for a reset.
    ...{ lock: true, hupcl: false },
  });
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(failed('serial-failed', { path, detail: `did not open in ${OPEN_TIMEOUT_MS / 1000} s` })),
    OPEN_TIMEOUT_MS,
  );
  try {
    return portOf(path, await Promise.race([opening.catch((error: unknown) => refuse(path, error)), late]));
  } catch (error) {
    // One that opens after all is not wanted any more.
    opening.then((binding) => binding.close()).catch(() => undefined);
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

async function refuse(path: string, error: unknown): Promise<never> {
  throw await openFailure(path, error);
}

/** Opening a file, a disk or a pipe by mistake could do harm; and a port that another program says it uses is left alone. */
async function refuseOther(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const entry = await stat(path).catch((error: unknown) => refuse(path, nodeError(error)));
  if (!entry.isCharacterDevice()) throw failed('serial-not-a-port', { path });
  if (await isLockedByFile(path)) throw failed('serial-busy', { path });
}

/** `stat` gives codes where the binding gives words. */
function nodeError(error: unknown): Error {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const text: Readonly<Record<string, string>> = {
    ENOENT: 'No such file or directory',
    ENOTDIR: 'No such file or directory',
    EACCES: 'Permission denied',
  };
  return new Error(text[code] ?? String(error), { cause: error });
}

/** Older terminal programs (minicom, uucp) only leave a file with their process id (FHS 5.9, `/var/lock/LCK..ttyS0`). */
async function isLockedByFile(path: string): Promise<boolean> {
  try {
    const pid = Number(
      (await readFile(`/var/lock/LCK..${basename(path)}`, 'latin1')).slice(0, 32).trim().split(/\s/)[0],
    );
    if (!Number.isSafeInteger(pid) || pid <= 1) return false;
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Expected here: no such file, or a program that ended without removing it. EPERM: it lives, and is not ours.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
