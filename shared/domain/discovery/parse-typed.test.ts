import { expect, test } from 'vitest';
import { FailureError } from '../../failure/failure.ts';
import { parseTyped } from './parse-typed.ts';

test.each([
  ['10.20.4.11', { kind: 'address', host: '10.20.4.11', port: 50_000 }],
  ['  10.20.4.11:6443 ', { kind: 'address', host: '10.20.4.11', port: 6443 }],
  ['Lab-Edge-01', { kind: 'host', host: 'lab-edge-01', port: 50_000 }],
  [
    'lab-edge-01.hospital.example:50001',
    { kind: 'host', host: 'lab-edge-01.hospital.example', port: 50_001 },
  ],
])('%s is understood', (typed, place) => {
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
  '::1',
  '[::1]:50000',
  'http://10.20.4.11/',
  'two words',
  '-lab',
  'a..b',
  `${'a'.repeat(64)}.example`,
  '',
  '<b>lab</b>',
])('%s is refused before anything is asked', (typed) => {
  expect(() => parseTyped(typed, 50_000)).toThrow(FailureError);
});
