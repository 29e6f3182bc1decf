import fc from 'fast-check';
import { expect, test } from 'vitest';
import { endpointOf, parseEndpoint } from './endpoint.ts';

test('a place is one text, with brackets around an IPv6 address', () => {
  expect(endpointOf({ address: '10.20.4.11', port: 50_000 })).toBe('10.20.4.11:50000');
  expect(endpointOf({ address: 'fe80::1%eth0', port: 50_000 })).toBe('[fe80::1%eth0]:50000');
  expect(endpointOf({ address: '/dev/ttyUSB0', port: 0 })).toBe('/dev/ttyUSB0:0');
});

test('whatever address was written is read back whole, its zone and port with it', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.ipV6(), fc.ipV4()), fc.nat(65_535), (address, port) => {
      expect(parseEndpoint(endpointOf({ address, port }))).toEqual({ address, port });
    }),
    { numRuns: 2000 },
  );
});

test.each(['', '10.0.0.1', '10.0.0.1:', 'fe80::1:50000', '10.0.0.1:70000', '[fe80::1]', '10.0.0.1:5a'])(
  '%j names no place',
  (text) => {
    expect(parseEndpoint(text)).toBe(null);
  },
);
