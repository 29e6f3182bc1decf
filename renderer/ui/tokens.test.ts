import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');
const themes = ['light', 'dark'] as const;
type Theme = (typeof themes)[number];

/** The value of a token in a theme, from the file that the page is given. */
function token(name: string, theme: Theme): string {
  const found = new RegExp(`--${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`).exec(css);
  if (found === null) throw new Error(`tokens.css has no colour --${name} for both themes`);
  return (theme === 'light' ? found[1] : found[2]) ?? '';
}

/** Relative luminance of WCAG 2.2. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const surfaces = ['ground', 'raised', 'sunken'];
const least: Readonly<Record<string, number>> = {
  ink: 7,
  'ink-2': 7,
  'ink-3': 4.5,
  accent: 4.5,
  ok: 4.5,
  fault: 4.5,
  warn: 4.5,
  note: 4.5,
};
const pairs = themes.flatMap((theme) =>
  surfaces.flatMap((surface) =>
    Object.entries(least).map(([text, goal]) => ({ theme, surface, text, goal })),
  ),
);

test.each(pairs)('$text on $surface can be read in the $theme theme ($goal:1)', (pair) => {
  const found = contrast(token(pair.text, pair.theme), token(pair.surface, pair.theme));
  expect(found).toBeGreaterThanOrEqual(pair.goal);
});

test.each(themes)('the one primary act can be read in the %s theme', (theme) => {
  expect(contrast(token('on-accent', theme), token('accent', theme))).toBeGreaterThanOrEqual(4.5);
});

test('the tokens are those of the direction', () => {
  const light = [
    '#fbfbfa',
    '#ffffff',
    '#f1f2f0',
    '#14201d',
    '#45524e',
    '#5f6c68',
    '#d9dedb',
    '#0b5d57',
    '#ffffff',
  ];
  const dark = [
    '#111413',
    '#191d1c',
    '#0b0d0c',
    '#eef2f0',
    '#b9c4c0',
    '#93a09b',
    '#2c3331',
    '#5cc7bc',
    '#06201d',
  ];
  const names = ['ground', 'raised', 'sunken', 'ink', 'ink-2', 'ink-3', 'line', 'accent', 'on-accent'];
  expect(names.map((name) => token(name, 'light'))).toEqual(light);
  expect(names.map((name) => token(name, 'dark'))).toEqual(dark);
});
