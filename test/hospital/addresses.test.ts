import { expect, test } from 'vitest';
import { layOut } from './addresses.ts';

test('everything lies in its place: nodes below .128, backends above, nobody twice', () => {
  const addresses = layOut('127.77.0', 40);
  const places = [
    addresses.control,
    ...addresses.dns,
    ...addresses.ntp,
    ...addresses.nodes,
    addresses.foreignNode,
    addresses.unknownMachine,
    ...addresses.medicalDevices,
    addresses.console,
    ...addresses.endpoints,
  ].map(({ address }) => address);
  expect(new Set([...places, addresses.gateway, addresses.dead]).size).toBe(places.length + 2);
  const last = (address: string) => Number(address.split('.').at(-1));
  expect(addresses.nodes.every(({ address }) => last(address) < 128)).toBe(true);
  expect([addresses.console, ...addresses.endpoints].every(({ address }) => last(address) >= 128)).toBe(true);
});

test.each([['10.20.4'], ['127.0'], ['127.300.0'], ['127.77.0.0'], ['localhost']])(
  'the base %s is refused, because nothing may leave this machine',
  (base) => {
    expect(() => layOut(base, 3)).toThrow('loopback only');
  },
);

test.each([[0], [41], [2.5], [Number.NaN]])('%d nodes are refused', (nodes) => {
  expect(() => layOut('127.77.0', nodes)).toThrow('nodes');
});
