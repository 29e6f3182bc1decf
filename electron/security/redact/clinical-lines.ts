/**
 * Messages of analysers and laboratory systems in free text: HL7 v2 and ASTM (LIS2-A2). What must stay is listed,
 * and everything else is masked: unknown segments carry patients as well as known ones (bundles-and-ux 2.3).
 */

/** The mask of a value keeps what an engineer needs of it: digits or not, and about how long. */
export function maskLeaf(leaf: string): string {
  if (leaf.trim() === '') return leaf;
  const letter = /^[9\d\s.,:+-]+$/.test(leaf) ? '9' : 'x';
  const bucket = [1, 2, 4, 8].find((length) => leaf.length <= length) ?? 16;
  return letter.repeat(bucket);
}

/** Fields that stay, by segment; numbers as in the standard. Everything of any other segment is masked. */
const KEPT: Readonly<Record<string, readonly number[]>> = {
  // Separators, message time, type, processing id, version.
  MSH: [1, 2, 7, 9, 11, 12],
  OBX: [2, 3, 6, 11],
  MSA: [1],
  // Where, what and how grave an error is; 6 to 8 are free text.
  ERR: [1, 2, 3, 4, 5],
};
const SEGMENT =
  /(?:^|[^A-Za-z0-9])(?:MSH|PID|PD1|NK1|GT1|IN[123]|PV[12]|ORC|OBR|OBX|NTE|SPM|MRG|TXA|AL1|DG1|PR1|RXA|SAC|EVN|QPD|QRD|MSA|ERR|Z[A-Z0-9]{2})(?=\|)/;
/** What stands between two segments: a carriage return, or how JSON, logs and consoles write one. */
const SEGMENT_END =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the frame bytes of MLLP are control characters
  /(\r\n?|\n|\\{1,8}r(?:\\{1,8}n)?|\\{1,8}n|\\{1,8}u000[dDaAbB]|<CR>|␍|\u001c|\u000b)/;

/** ASTM record: its letter, then a number or, in a header, the separators; a frame number may stand before it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: a record follows STX, a control character
const RECORD = /(?:^|[\s:"'>\u0002␂])(?=\d?(?:[PORCQML]\|\d{1,6}\||H\|\\?[\\^&]))/;
/** Test, unit and status of a result stay, and the separators of a header. */
const KEPT_ASTM: Readonly<Record<string, readonly number[]>> = { H: [1], R: [1, 2, 4, 8], L: [1, 2] };

type Count = (kind: string) => void;

/** One line with every clinical message in it masked. `count` is called for each masked message. */
export function maskClinical(line: string, count: Count): string {
  if (!line.includes('|')) return line;
  const segment = SEGMENT.exec(line);
  if (segment !== null) {
    const start = segment.index + (/^[A-Z]/.test(segment[0]) ? 0 : 1);
    return line.slice(0, start) + changed(line.slice(start), maskHl7, () => count('hl7-messages'));
  }
  const record = RECORD.exec(line);
  if (record === null) return line;
  const start = record.index + record[0].length;
  return line.slice(0, start) + changed(line.slice(start), maskAstm, () => count('astm-records'));
}

function changed(text: string, mask: (text: string) => string, count: () => void): string {
  const masked = mask(text);
  if (masked !== text) count();
  return masked;
}

function maskHl7(message: string): string {
  return message
    .split(SEGMENT_END)
    .map((part, index) => (index % 2 === 1 ? part : maskSegment(part)))
    .join('');
}

function maskSegment(segment: string): string {
  const fields = segment.split('|');
  const name = fields[0] ?? '';
  const isNamed = /^\W{0,3}[A-Z][A-Z0-9]{2}$/.test(name);
  // A line that continues a segment has no name: all of it is a value.
  if (!isNamed) return fields.map(maskField).join('|');
  // The separator of MSH is its own first field, so its others stand one place further on.
  const shift = name.endsWith('MSH') ? 1 : 0;
  const kept = KEPT[name.slice(-3)] ?? [];
  return fields
    .map((field, index) => (index === 0 || kept.includes(index + shift) ? field : maskField(field)))
    .join('|');
}

/** Repetitions, components and subcomponents stay countable. */
function maskField(field: string): string {
  return field
    .split(/([~^&])/)
    .map((part, index) => (index % 2 === 1 ? part : maskLeaf(part)))
    .join('');
}

function maskAstm(text: string): string {
  return text
    .split(SEGMENT_END)
    .map((part, index) => (index % 2 === 1 ? part : maskRecord(part)))
    .join('');
}

function maskRecord(record: string): string {
  const fields = record.split('|');
  const letter = /^\W?\d?([HPORCQML])$/.exec(fields[0] ?? '')?.[1];
  if (letter === undefined) return fields.map(maskField).join('|');
  const kept = KEPT_ASTM[letter] ?? [1];
  return fields
    .map((field, index) => (index === 0 || kept.includes(index) ? field : maskField(field)))
    .join('|');
}
