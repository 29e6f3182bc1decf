import { expect, test } from 'vitest';
import { readPastedList } from './pasted-list.ts';

const read = (text: string) =>
  readPastedList(text, 50_000).map(({ line, typed, place, isTwice }) => [
    line,
    place === null ? `? ${typed}` : `${place.host}:${place.port}${isTwice ? ' twice' : ''}`,
  ]);

test('three rows copied from a spreadsheet, with headings, serial numbers and labels beside', () => {
  const pasted =
    'Label\tSerial number\tIP address\tRoom\r\n' +
    'LAB-EDGE-01\t7KX2-0931\t10.20.4.11\tB 0.12\r\n' +
    'LAB-EDGE-02\t7KX2-0932\t10.20.4.12/24\tB 0.12\r\n' +
    'LAB-EDGE-03\t7KX2-0933\t\tB 0.13\r\n';
  expect(read(pasted)).toEqual([
    [2, '10.20.4.11:50000'],
    [3, '10.20.4.12:50000'],
    [4, '? LAB-EDGE-03 7KX2-0933  B 0.13'],
  ]);
});

test('columns in any order, other separators, quotes, a byte order mark, German headings', () => {
  const pasted =
    '\uFEFFSeriennummer;Adresse;Ort\n' +
    '7KX2-0931;"10.20.4.11";"Labor ""Nord""; Erdgeschoss"\n' +
    '7KX2-0932;lab-edge-02.hospital.example;"zwei\nZeilen"\n' +
    '7KX2-0933;10.20.4.13:50001;\n';
  expect(read(pasted)).toEqual([
    [2, '10.20.4.11:50000'],
    [3, 'lab-edge-02.hospital.example:50000'],
    [5, '10.20.4.13:50001'],
  ]);
});

test('without headings the address is found wherever it stands, and a serial number is never asked', () => {
  const pasted = 'LAB-EDGE-01,10.20.4.11,7KX2-0931\n7KX2-0932,LAB-EDGE-02\nfe80::1%eth0,third\n';
  expect(read(pasted)).toEqual([
    [1, '10.20.4.11:50000'],
    [2, '? 7KX2-0932 LAB-EDGE-02'],
    [3, 'fe80::1%eth0:50000'],
  ]);
});

test('one name or address a line, as in a mail; empty lines count as lines', () => {
  expect(read('10.20.4.11\n\n  lab-edge-02  \nhttps://10.20.4.13:50000/\n[::1]:50000\n')).toEqual([
    [1, '10.20.4.11:50000'],
    [3, 'lab-edge-02:50000'],
    [4, '10.20.4.13:50000'],
    [5, '::1:50000'],
  ]);
});

test('an address that stands there twice is asked once', () => {
  expect(read('10.20.4.11\n10.20.4.12\n10.20.4.11:50000\n10.20.4.11:50001')).toEqual([
    [1, '10.20.4.11:50000'],
    [2, '10.20.4.12:50000'],
    [3, '10.20.4.11:50000 twice'],
    [4, '10.20.4.11:50001'],
  ]);
});

test('a mistyped address in the right column is said to be unreadable, not replaced by a guess', () => {
  const pasted = 'host\taddress\nlab-edge-01.hospital.example\t10.20.4.300\n';
  // The host name stands in a column of places too, and is good.
  expect(read(pasted)).toEqual([[2, 'lab-edge-01.hospital.example:50000']]);
  expect(() => readPastedList('serial,address\n7KX2-0931,10.20.4.300', 50_000)).toThrow('list-unreadable');
});

test.each([
  ['nothing', '  \n\t\n'],
  ['prose', 'please look at the machines, thank you'],
  ['only headings', 'serial,address,room'],
  [
    '257 rows',
    Array.from({ length: 257 }, (_none, index) => `10.20.${index >> 8}.${index & 255}`).join('\n'),
  ],
])('%s is refused', (_what, text) => {
  expect(() => readPastedList(text, 50_000)).toThrow('list-unreadable');
});

test('the most that can be pasted is read in no time, whatever it is made of', () => {
  const startedMs = performance.now();
  for (const part of ['"', '\t', ',";', '1.', '"\n', 'https://', '[::', 'a'])
    expect(() => readPastedList(part.repeat(200_000 / part.length), 50_000)).toThrow('list-unreadable');
  expect(performance.now() - startedMs).toBeLessThan(2000);
});
