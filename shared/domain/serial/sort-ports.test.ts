import { expect, test } from 'vitest';
import { isSamePort, type PortFound, sortPorts } from './sort-ports.ts';

const port = (path: string, more: Partial<PortFound> = {}): PortFound => ({
  ...{ path, maker: null, serialNumber: null, product: null },
  ...more,
});

test('an adapter stands before built-in ports and Bluetooth, with numbers as numbers', () => {
  const listed = [
    '/dev/ttyS10',
    '/dev/ttyS2',
    '/dev/rfcomm0',
    '/dev/ttyUSB10',
    '/dev/ttyUSB2',
    '/dev/ttyACM0',
  ];
  expect(sortPorts(listed.map((path) => port(path))).map(({ path }) => path)).toEqual([
    '/dev/ttyACM0',
    '/dev/ttyUSB2',
    '/dev/ttyUSB10',
    '/dev/ttyS2',
    '/dev/ttyS10',
    '/dev/rfcomm0',
  ]);
  expect(sortPorts([port('COM3'), port('COM12', { maker: 'FTDI', serialNumber: 'A1' })])[0]?.path).toBe(
    'COM12',
  );
});

test('an adapter is itself in another socket, and another one in the same socket is not', () => {
  const one = port('/dev/ttyUSB0', { maker: 'FTDI', serialNumber: 'A1' });
  expect(isSamePort(one, port('/dev/ttyUSB3', { maker: 'FTDI', serialNumber: 'A1' }))).toBe(true);
  expect(isSamePort(one, port('/dev/ttyUSB0', { maker: 'FTDI', serialNumber: 'B2' }))).toBe(false);
  expect(isSamePort(port('COM3'), port('COM3'))).toBe(true);
});
