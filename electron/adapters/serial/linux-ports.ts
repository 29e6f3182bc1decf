import { readdir, readFile, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { PortFound } from '../../../shared/domain/serial/sort-ports.ts';

/** More are not looked at: a machine with so many has a terminal server. */
const MOST_PORTS = 256;
/** From the port up to its USB device: port, interface, device. */
const LEVELS_UP = 4;

/**
 * The serial ports of a Linux machine, from sysfs: quicker than `udevadm info -e`, which serialport would run every
 * two seconds, and there where udev is not. Built-in sockets whose chip was never found are left out.
 */
export async function listLinuxPorts(root = '/sys/class/tty'): Promise<readonly PortFound[]> {
  const names = (await readdir(root))
    .filter((name) => /^(?:tty[A-Z]|rfcomm)/.test(name))
    .slice(0, MOST_PORTS);
  const found = await Promise.all(names.map((name) => portAt(join(root, name), name)));
  return found.filter((port) => port !== null);
}

async function portAt(folder: string, name: string): Promise<PortFound | null> {
  const device = await realpath(join(folder, 'device')).catch(() => null);
  // Virtual consoles and pseudo-terminals have no device; a socket of type 0 has no chip (serial_core.h, PORT_UNKNOWN).
  if (device === null || (await text(join(folder, 'type'))) === '0') return null;
  for (let [at, level] = [device, 0]; level < LEVELS_UP; [at, level] = [dirname(at), level + 1]) {
    if ((await text(join(at, 'idVendor'))) === null) continue;
    const [maker, serialNumber, product] = await Promise.all(
      ['manufacturer', 'serial', 'product'].map((file) => text(join(at, file))),
    );
    return {
      path: `/dev/${name}`,
      maker: maker ?? null,
      serialNumber: serialNumber ?? null,
      product: product ?? null,
    };
  }
  return { path: `/dev/${name}`, maker: null, serialNumber: null, product: null };
}

/** What an adapter says of itself is cut and cleaned: anybody can sell one. Null when there is nothing. */
async function text(path: string): Promise<string | null> {
  try {
    return cleanName(await readFile(path, 'utf8'));
  } catch {
    // Expected here: a device without this description.
    return null;
  }
}

/** A name as an adapter or a driver gives it, safe to show; null when nothing is left. */
export function cleanName(raw: string | undefined): string | null {
  const cleaned = (raw ?? '')
    .slice(0, 400)
    .replaceAll(/[\p{Cc}\p{Cf}\ufffd]/gu, ' ')
    .trim()
    .slice(0, 100);
  return cleaned === '' ? null : cleaned;
}
