import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readLabel } from './label.ts';
import { isTypingSlip } from './typing-slip.ts';

const GTIN = '04012345123456';
const FNC1 = '\u001d';

test.each([
  ['brackets as printed', `(01)${GTIN}(21)7KX2-0931`, GTIN],
  ['brackets with other identifiers around', `(01)${GTIN}(17)271231(10)LOT7(21)7KX2-0931(240)X`, GTIN],
  ['only a serial number', '(21)7KX2-0931', undefined],
  ['GS1-128', `]C101${GTIN}217KX2-0931`, GTIN],
  ['DataMatrix with a lot before', `]d201${GTIN}10LOT7${FNC1}217KX2-0931`, GTIN],
  ['QR with a date and a serial number in the middle', `]Q301${GTIN}17271231217KX2-0931${FNC1}10LOT7`, GTIN],
  ['FNC1 first, as some scanners send it', `${FNC1}01${GTIN}217KX2-0931`, GTIN],
  ['FNC1 spelled out', `01${GTIN}10LOT7<GS>217KX2-0931`, GTIN],
  ['an identifier that nobody knows', `]d201${GTIN}8999whatever${FNC1}217KX2-0931`, GTIN],
  ['a scanner that drops FNC1', `01${GTIN}217KX2-0931`, GTIN],
])('GS1: %s', (_what, scanned, gtin) => {
  expect(readLabel(scanned)).toEqual({
    serial: '7KX20931',
    form: 'gs1',
    ...(gtin !== undefined && { gtin }),
  });
});

test.each([
  ['a wrong check digit', `(01)04012345123457(21)7KX2-0931`],
  ['a GTIN cut short', `]C101040123`],
  ['no serial number at all', `(01)${GTIN}(10)LOT7`],
  ['a serial number that is too long for GS1', `(21)${'7'.repeat(21)}`],
  ['a link without one', 'https://example.org/manual'],
  ['an object without one', '{"part":"123"}'],
  ['nothing', ' \r\n'],
  ['more than a code can hold', 'A'.repeat(5000)],
])('%s is not read', (_what, scanned) => {
  expect(readLabel(scanned)).toBe(null);
});

test.each([
  ['plain', '7KX2-0931'],
  ['plain', ' 7kx2 0931\r\n'],
  ['plain', '7KX2\u200b\u20110931'],
  ['plain', ']C07KX20931'],
  ['plain', '７ＫＸ２０９３１'],
  ['text', 'S/N: 7KX2-0931'],
  ['text', 'SN=7KX20931'],
  ['text', 'S/N 7KX2 0931'],
  ['text', 'Serial No. 7KX2-0931'],
  ['text', 'Serial Number: 7KX20931'],
  ['text', 'Service Tag: 7KX20931'],
  ['text', 'PN=12-34;SN=7KX20931;MAC=02:aa:00:00:00:01;PW=secret'],
  ['text', 'P/N: 12-34 S/N: 7KX20931 REV: B'],
  ['text', '[)>\u001e06\u001d1PLAB300\u001dS7KX2-0931\u001e\u0004'],
  ['link', 'https://qrl.dell.com/7KX20931'],
  ['link', 'http://www.dell.com/support/home/product-support/servicetag/7kx20931/overview'],
  ['link', 'https://example.org/q?pn=1&serial=7KX2%2D0931&t=secret'],
  ['json', '{"model":"Lab Edge 300","serialNumber":"7KX2-0931","password":"secret"}'],
  ['json', '{"device":{"S/N":"7KX20931"}}'],
])('%s: %j', (form, scanned) => {
  expect(readLabel(scanned)).toEqual({ serial: '7KX20931', form });
});

test('whatever is scanned, reading it neither throws nor tells more than a serial number', () => {
  const piece = fc.constantFrom(
    ...['(01)', '(21)', GTIN, '21', FNC1, ']C1', ']Q3', '{"sn":', 'SN=', 'https://', '%', ';'],
  );
  const text = fc.array(fc.oneof(piece, fc.string({ unit: 'binary', maxLength: 8 })), { maxLength: 12 });
  fc.assert(
    fc.property(text, (parts) => {
      const label = readLabel(parts.join(''));
      if (label === null) return;
      expect(label.serial).toMatch(/^[^\s]{1,64}$/u);
      expect(Object.keys(label).filter((key) => !['serial', 'gtin', 'form'].includes(key))).toEqual([]);
    }),
    { numRuns: 3000 },
  );
});

test('a slip of hand or eye explains a difference, another serial number does not', () => {
  const slips = ['7KX2O931', '7KX2093I', '7KX20913', '7KX2931', '7KX200931', '7KX20981'];
  expect(slips.filter((typed) => isTypingSlip(typed, '7KX20931'))).toEqual(slips);
  const others = ['7KX20931', '7KX20942', 'CZJ12345AB', '', '13902XK7'];
  expect(others.filter((typed) => isTypingSlip(typed, '7KX20931'))).toEqual([]);
});
