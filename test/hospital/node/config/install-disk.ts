import type { LabDisk } from '../lab-hardware.ts';
import { type Plain, textAt } from './dig.ts';

type Test = (disk: LabDisk) => boolean;

/** A rule for the installation disk: either a path, which nobody looks up before the installation, or a selector. */
export type DiskRule =
  | { readonly by: 'path'; readonly path: string }
  | { readonly by: 'selector'; readonly expression: string; readonly matches: Test };

/** Understands `machine.install.diskSelector`: globs for text fields, a comparison for the size. Throws Error on nonsense. */
export function selectorRule(selector: Plain): DiskRule {
  const parts: { text: string; test: Test }[] = [];
  const size = textAt(selector, 'size');
  if (size !== '') parts.push(sizePart(size));
  for (const field of ['uuid', 'wwid', 'model', 'serial', 'modalias', 'busPath'] as const) {
    const pattern = textAt(selector, field);
    if (pattern === '') continue;
    const name = field === 'busPath' ? 'bus_path' : field;
    parts.push({
      text: `glob("${pattern}", disk.${name})`,
      test: (disk) => glob(pattern).test(fieldOf(disk, name)),
    });
  }
  const type = textAt(selector, 'type');
  if (type !== '')
    parts.push({ text: `disk.type == "${type}"`, test: (disk) => typeOf(disk) === type.toLowerCase() });
  parts.push({ text: 'disk.transport != ""', test: () => true });
  return {
    by: 'selector',
    expression: parts.map((part) => part.text).join(' && '),
    matches: (disk) => !disk.readonly && parts.every((part) => part.test(disk)),
  };
}

/**
 * Understands the part of CEL that disk rules are written in: comparisons of `disk.` fields with a text or a size
 * (`100u * GB`), `glob(...)` and bare booleans, joined by `&&`. Throws Error on anything else.
 */
export function expressionRule(expression: string): DiskRule {
  const tests = expression.split('&&').map((term) => termTest(term.trim()));
  return { by: 'selector', expression, matches: (disk) => tests.every((test) => test(disk)) };
}

function termTest(term: string): Test {
  const field = /disk\.(\w+)/.exec(term)?.[1] ?? '';
  if (!FIELDS.has(field))
    throw new Error(`failed to compile the disk expression: undefined field '${field}'`);

  const text = /^disk\.(\w+)\s*(==|!=)\s*['"]([^'"]*)['"]$/.exec(term);
  if (text) {
    const [, field = '', operator, wanted] = text;
    return (disk) => (fieldOf(disk, field) === wanted) === (operator === '==');
  }
  const size = /^disk\.size\s*(==|>=|<=|>|<)\s*(\d+)u?(?:\s*\*\s*(\w+))?$/.exec(term);
  if (size) {
    const [, operator = '', amount = '', unit = ''] = size;
    return (disk) => compare(disk.sizeBytes, operator, Number(amount) * unitBytes(unit));
  }
  const pattern = /^glob\(\s*['"]([^'"]*)['"]\s*,\s*disk\.(\w+)\s*\)$/.exec(term);
  if (pattern) {
    const [, wanted = '', field = ''] = pattern;
    return (disk) => glob(wanted).test(fieldOf(disk, field));
  }
  const flag = /^(!?)disk\.(rotational|readonly|cdrom|system_disk)$/.exec(term);
  if (flag) {
    const [, not, field = ''] = flag;
    return (disk) => (fieldOf(disk, field) === 'true') !== (not === '!');
  }
  throw new Error(`failed to compile the disk expression: ${term}`);
}

function fieldOf(disk: LabDisk, field: string): string {
  return FIELDS.get(field)?.(disk) ?? '';
}

/** Fields of `disk` in a rule. `size` is compared as a number, in its own place. */
const FIELDS: ReadonlyMap<string, (disk: LabDisk) => string> = new Map<string, (disk: LabDisk) => string>([
  ['dev_path', (disk) => disk.path],
  ['serial', (disk) => disk.serial],
  ['model', (disk) => disk.model],
  ['wwid', (disk) => disk.wwid],
  ['transport', (disk) => disk.transport],
  ['bus_path', (disk) => disk.busPath],
  ['rotational', (disk) => String(disk.rotational)],
  ['readonly', (disk) => String(disk.readonly === true)],
  ['size', (disk) => String(disk.sizeBytes)],
  ['cdrom', () => 'false'],
  ['system_disk', () => 'false'],
  ['uuid', () => ''],
  ['modalias', () => ''],
]);

function sizePart(condition: string): { text: string; test: Test } {
  const parsed = /^\s*(>=|<=|>|<|==)?\s*([\d.]+)\s*([A-Za-z]*)\s*$/.exec(condition);
  if (!parsed) throw new Error(`failed to parse disk size ${condition}`);
  const [, operator = '==', amount = '', unit = ''] = parsed;
  const bytes = Number(amount) * unitBytes(unit);
  return {
    text: `disk.size ${operator} ${bytes}u`,
    test: (disk) => compare(disk.sizeBytes, operator, bytes),
  };
}

/** Decimal and binary units as the node's parser takes them. */
function unitBytes(unit: string): number {
  const powers = ['', 'k', 'm', 'g', 't', 'p'];
  const letter = unit.toLowerCase().replace(/i?b$/, '');
  const power = powers.indexOf(letter);
  if (power < 0) throw new Error(`failed to parse disk size: unknown unit ${unit}`);
  return (/ib$/i.test(unit) ? 1024 : 1000) ** power;
}

function compare(left: number, operator: string, right: number): boolean {
  if (operator === '>') return left > right;
  if (operator === '>=') return left >= right;
  if (operator === '<') return left < right;
  return operator === '<=' ? left <= right : left === right;
}

function glob(pattern: string): RegExp {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`);
}

function typeOf(disk: LabDisk): string {
  if (disk.transport === 'nvme') return 'nvme';
  if (disk.transport === 'mmc') return 'sd';
  return disk.rotational ? 'hdd' : 'ssd';
}
