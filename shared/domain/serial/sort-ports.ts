/** A port as the system lists it. */
export interface PortFound {
  readonly path: string;
  readonly maker: string | null;
  readonly serialNumber: string | null;
  readonly product: string | null;
}

/** USB adapters first, then what a maker is known of, then the rest; within each by name, with numbers as numbers. */
export function sortPorts<P extends PortFound>(ports: readonly P[]): readonly P[] {
  return ports.toSorted((one, other) => rank(one) - rank(other) || byName(one.path, other.path));
}

function rank({ path, maker, serialNumber, product }: PortFound): number {
  if (/bluetooth|rfcomm/i.test(path)) return 3;
  if (/ttyUSB|ttyACM|usbserial|usbmodem|SLAB_|wchusb/i.test(path) || serialNumber !== null) return 0;
  return maker !== null || product !== null ? 1 : 2;
}

function byName(one: string, other: string): number {
  const number = (path: string): number => Number(/(\d+)$/.exec(path)?.[1] ?? 0);
  const stem = (path: string): string => path.replace(/\d+$/, '');
  if (stem(one) !== stem(other)) return stem(one) < stem(other) ? -1 : 1;
  return number(one) - number(other);
}

/** The same adapter again: by its serial number where it has one, else by where it is. */
export function isSamePort(one: PortFound, other: PortFound): boolean {
  if (one.serialNumber === null || other.serialNumber === null) return one.path === other.path;
  return (
    one.serialNumber === other.serialNumber && one.maker === other.maker && one.product === other.product
  );
}
