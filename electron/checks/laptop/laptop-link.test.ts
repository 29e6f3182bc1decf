import { expect, test } from 'vitest';
import { createFakeLaptop } from '../../../test/fakes/checks/fake-laptop.ts';
import type { HostInterface } from '../checks-ports.ts';
import { laptopLink } from './laptop-link.ts';

const eth0: HostInterface = {
  name: 'eth0',
  kind: 'wired',
  carrier: true,
  speedMbit: 1000,
  duplex: 'full',
  addresses: ['10.20.4.77/24'],
};

test.each<[string, Partial<HostInterface>, string]>([
  ['a gigabit cable in the lab', {}, 'ok'],
  ['a radio link without a speed', { kind: 'wireless', speedMbit: null, duplex: null }, 'ok'],
  ['a system that does not tell the carrier', { carrier: null }, 'ok'],
  ['a loose cable', { carrier: false, addresses: [] }, 'noCarrier blocks'],
  ['a loose cable that kept its address', { carrier: false }, 'noCarrier blocks'],
  ['no answer to DHCP', { addresses: [] }, 'noAddress blocks'],
  ['a self-assigned address', { addresses: ['169.254.10.1/16'] }, 'noAddress blocks'],
  ['the socket of another department', { addresses: ['10.99.1.5/24'] }, 'otherSubnet degrades'],
  ['half duplex', { duplex: 'half' }, 'halfDuplex note'],
  ['a 100 Mbit adapter', { speedMbit: 100 }, 'slow note'],
  ['a slow radio link', { kind: 'wireless', speedMbit: 54 }, 'ok'],
])('%s', async (_what, change, expected) => {
  const { network, context, signal } = createFakeLaptop();
  network.interfaces[0] = { ...eth0, ...change };
  const finding = await laptopLink.run(context(), signal);
  const got = finding.state === 'fault' ? `${finding.facts.kind} ${finding.severity}` : finding.state;
  expect(got).toBe(expected);
});

test('loopback has no speed, and that is a fact and not a fault', async () => {
  const { network, context, signal } = createFakeLaptop({ wanted: ['lo'] });
  const lo = { ...eth0, name: 'lo', kind: 'loopback', speedMbit: null, duplex: null } as const;
  network.interfaces[0] = { ...lo, addresses: ['10.20.4.1/8'] };
  expect(await laptopLink.run(context(), signal)).toEqual({
    state: 'ok',
    facts: {
      interface: 'lo',
      medium: 'loopback',
      carrier: true,
      speedMbit: null,
      duplex: null,
      address: '10.20.4.1/8',
      subnet: '10.20.4.0/24',
      onSubnet: true,
    },
  });
});

test('an interface that was asked for and is not there is named', async () => {
  const { context, signal } = createFakeLaptop({ wanted: ['eth7'] });
  expect(await laptopLink.run(context(), signal)).toEqual({
    state: 'fault',
    severity: 'blocks',
    facts: { kind: 'noInterface', wanted: 'eth7', subnet: '10.20.4.0/24' },
  });
});
