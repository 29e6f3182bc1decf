import { isIP } from 'node:net';
import { dig, isPlain, listAt, textAt, textsAt } from './dig.ts';

const EXCLUSIVE = 'config sections are mutually exclusive';

/** What Talos finds wrong with `machine.network.interfaces`. */
export function checkInterfaces(interfaces: readonly unknown[]): string[] {
  return interfaces.flatMap((device) => {
    if (!isPlain(device)) return ['empty device'];
    if (device.ignore === true) return [];
    return [
      ...pickProblems(device),
      ...addressProblems(device),
      ...listAt(device, 'routes').flatMap(routeProblems),
    ];
  });
}

/** An IP address, or one with a prefix length, as `machine.network.interfaces[].addresses` allows. */
export function isAddressOrPrefix(value: string): boolean {
  return isIP(value) !== 0 || isPrefix(value);
}

/** `address/length`, with a length that the family allows. */
export function isPrefix(value: string): boolean {
  const [address = '', length = '', rest] = value.split('/');
  const family = isIP(address);
  if (family === 0 || rest !== undefined || !/^\d{1,3}$/.test(length)) return false;
  return Number(length) <= (family === 4 ? 32 : 128);
}

function pickProblems(device: object): string[] {
  const selector = dig(device, 'deviceSelector');
  const hasName = textAt(device, 'interface') !== '';
  const where = '[networking.os.device.interface], [networking.os.device.deviceSelector]';
  if (!hasName && !isPlain(selector)) return [`${where}: either section is required`];
  if (hasName && isPlain(selector)) return [`${where}: ${EXCLUSIVE}`];
  if (isPlain(selector) && Object.keys(selector).length === 0) {
    return ['[networking.os.device.deviceSelector]: config section should contain at least one field'];
  }
  return [];
}

function addressProblems(device: object): string[] {
  const name = textAt(device, 'interface');
  const problems: string[] = [];
  const addresses = textsAt(device, 'addresses');
  if (addresses.length > 0 && textAt(device, 'cidr') !== '') {
    problems.push(`[networking.os.device] "${name}": interface can't have both .cidr and .addresses set`);
  }
  for (const address of addresses) {
    if (isAddressOrPrefix(address)) continue;
    const reason = address.includes('/')
      ? `invalid CIDR address: ${address}`
      : `failed to parse IP address "${address}"`;
    problems.push(`[networking.os.device.addresses] "${name}": ${reason}`);
  }
  const shared = textAt(device, 'vip', 'ip');
  if (isPlain(dig(device, 'vip')) && isIP(shared) === 0) {
    problems.push(`[networking.os.device.vip] failed to parse "${shared}" as IP address`);
  }
  return problems;
}

function routeProblems(route: unknown, index: number): string[] {
  const where = `networking.os.device.route[${index}]`;
  const network = textAt(route, 'network');
  const gateway = textAt(route, 'gateway');
  const problems: string[] = [];
  if (network !== '' && !isPrefix(network))
    problems.push(`[${where}.network] "${network}": invalid network address`);
  if (gateway !== '' && isIP(gateway) === 0)
    problems.push(`[${where}.gateway] "${gateway}": invalid network address`);
  if (network === '' && gateway === '') problems.push(`[${where}]: either network or gateway should be set`);
  return problems;
}
