import { expect, test } from 'vitest';
import { createFakeClock } from '../../../../test/fakes/fake-clock.ts';
import type { NetworkInterface } from '../../../discovery/discovery-ports.ts';
import { type LinkSide, linkSideOf } from './link-side.ts';
import { createSwitchboard } from './switchboard.ts';

const sideOf = (name: string, address: string): LinkSide => {
  const place: NetworkInterface = {
    ...{ name, address, subnets: [`${address}/24`], used: true, why: 'used' },
  };
  const side = linkSideOf(place, 'ipv4');
  if (side === null) throw new Error('no side');
  return side;
};
const packet = Buffer.from('beacon');
function around() {
  const clock = createFakeClock();
  const board = createSwitchboard(clock);
  const got: string[] = [];
  const join = (name: string, address: string) =>
    board.join(sideOf(name, address), (bytes, { address: from }) => got.push(`${name} ${from} ${bytes}`));
  return { clock, board, got, join };
}

test('an answer that came to the wrong socket reaches the link it is from', () => {
  const { board, got, join } = around();
  join('eth0', '10.20.4.200');
  join('eth1', '10.20.5.200');
  board.route(packet, { address: '10.20.4.11', port: 5353 });
  board.route(packet, { address: '10.99.0.1', port: 5353 });
  expect(got).toEqual(['eth0 10.20.4.11 beacon']);
});

test('copies of one packet on every socket are one packet; said again a second later it is another', async () => {
  const { board, clock, got, join } = around();
  join('eth0', '10.20.4.200');
  join('eth1', '10.20.5.200');
  for (const _socket of ['eth0', 'eth1']) board.route(packet, { address: '10.20.4.11', port: 5353 });
  expect(got.length).toBe(1);
  await clock.advance(1000);
  board.route(packet, { address: '10.20.4.11', port: 5353 });
  expect(got.length).toBe(2);
});

test('two adapters in one subnet both hear what is said there, and one that has left does not', () => {
  const { board, got, join } = around();
  join('eth0', '10.20.4.200');
  const leave = join('wlan0', '10.20.4.201');
  board.route(packet, { address: '10.20.4.11', port: 5353 });
  leave();
  board.route(packet, { address: '10.20.4.12', port: 5353 });
  expect(got).toEqual(['eth0 10.20.4.11 beacon', 'wlan0 10.20.4.11 beacon', 'eth0 10.20.4.12 beacon']);
});
