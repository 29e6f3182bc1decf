import { expect, test } from 'vitest';
import { FailureError } from '../../../failure/failure.ts';
import { parseTyped } from './parse-typed.ts';

const address = (host: string, port = 50_000) => ({ kind: 'address', host, port });
const name = (host: string, port = 50_000) => ({ kind: 'host', host, port });

test.each([
  ['10.20.4.11', address('10.20.4.11')],
  ['  10.20.4.11:6443 ', address('10.20.4.11', 6443)],
  ['10.20.4.11.', address('10.20.4.11')],
  ['10.20.4.11:50000.', address('10.20.4.11')],
  ['10.20.4.11, ', address('10.20.4.11')],
  ['\u00a010.20.4.11\u00a0', address('10.20.4.11')],
  ['https://10.20.4.11:50001/', address('10.20.4.11', 50_001)],
  ['HTTP://10.20.4.11/ui/?tab=1#top', address('10.20.4.11')],
  ['https://[fe80::1]:50001/', address('fe80::1', 50_001)],
  ['https://Lab-Edge-01.hospital.example', name('lab-edge-01.hospital.example')],
  ['::1', address('::1')],
  ['[::1]', address('::1')],
  ['[::1]:6443', address('::1', 6443)],
  ['fe80::2AA:ff:fe00:11%eth0', address('fe80::2aa:ff:fe00:11%eth0')],
  ['[fe80::1%en0]:50000', address('fe80::1%en0')],
  ['[fe80::1%12]', address('fe80::1%12')],
  ['2001:db8::11.', address('2001:db8::11')],
  ['Lab-Edge-01', name('lab-edge-01')],
  ['lab-edge-01.hospital.example.', name('lab-edge-01.hospital.example')],
  ['lab-edge-01.hospital.example:50001', name('lab-edge-01.hospital.example', 50_001)],
  ['lab-edge-01.:50001', name('lab-edge-01', 50_001)],
  ['talos-1.local', name('talos-1.local')],
])('%j is understood', (typed, place) => {
  expect(parseTyped(typed, 50_000)).toEqual(place);
});

test.each([
  '10.20.4',
  '10.20.4.300',
  '010.20.4.11',
  '0x7f000001',
  '0.0.0.0',
  '224.0.0.251',
  '255.255.255.255',
  '10.20.4.11:0',
  '10.20.4.11:65536',
  '10.20.4.11:',
  '10.20.4.11/24',
  '10.20.4.11/ui',
  '::',
  'ff02::1',
  '[::1',
  '::1]:50000',
  '[10.20.4.11]:50000',
  '[::1]50000',
  'fe80::1%',
  'fe80::1%eth0:50000:1%',
  'ftp://10.20.4.11/',
  'https://',
  'https:///10.20.4.11',
  'https://user:password@10.20.4.11/',
  'https://10.20.4.11\\@evil.example/',
  'two words',
  '10.20.4.11 10.20.4.12',
  '-lab',
  'a..b',
  '.',
  `${'a'.repeat(64)}.example`,
  `${'a.'.repeat(200)}example`,
  '',
  '   ',
  '<b>lab</b>',
])('%j is refused before anything is asked', (typed) => {
  expect(() => parseTyped(typed, 50_000)).toThrow(FailureError);
});

test('an endless text is refused at once, and not repeated whole', () => {
  try {
    parseTyped('a'.repeat(1_000_000), 50_000);
    expect.unreachable();
  } catch (error) {
    expect(error instanceof FailureError && JSON.stringify(error.failure.facts).length).toBeLessThan(400);
  }
});
