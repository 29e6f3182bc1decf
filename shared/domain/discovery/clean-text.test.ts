import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanText } from './clean-text.ts';

test('ordinary names of any language stay as they are', () => {
  for (const name of ['lab-edge-01', 'Labor Süd', '実験室-1', 'Лаб 3'])
    expect(cleanText(name, 63)).toBe(name);
});

test('control characters become visible', () => {
  expect(cleanText('a\u0000b\u001b[31mc\u007f', 63)).toBe('a␀b␛[31mc␡');
});

test('text that hides or turns around is shown as unreadable', () => {
  expect(cleanText('abc\u202Egpj.exe', 63)).toBe('abc�gpj.exe');
  expect(cleanText('a\u200Bb\uFEFFc\u2066d\uD800e', 63)).toBe('a�b�c�d�e');
});

test('markup cannot be markup any more', () => {
  expect(cleanText('<img src=x onerror=alert(1)>&lt;', 63)).toBe('‹img src=x onerror=alert(1)›＆lt;');
});

test('whatever comes in, what comes out is short, visible and free of markup', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.integer({ min: 1, max: 80 }),
      (raw, limit) => {
        const text = cleanText(raw, limit);
        if (text === null) return;
        expect([...text].length).toBeLessThanOrEqual(limit);
        expect(text).not.toMatch(/[<>&\p{Cc}\p{Cf}\p{Cs}]/u);
      },
    ),
  );
});
