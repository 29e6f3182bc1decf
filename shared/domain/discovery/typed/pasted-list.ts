/** Reads a list of addresses as it is pasted from a spreadsheet or a mail. The one function you want is `readPastedList`. */
import { FailureError, failed } from '../../../failure/failure.ts';
import { cleanText } from '../clean-text.ts';
import { endpointOf } from '../endpoint.ts';
import { parseTyped, type TypedPlace } from './parse-typed.ts';

/** One row that names a place, or that should and cannot be read. */
export interface PastedRow {
  /** Line in the pasted text, from 1. */
  readonly line: number;
  /** What was read as the place, as it stands there; for an unreadable row the row's start. */
  readonly typed: string;
  readonly place: TypedPlace | null;
  /** The place stands in a row above already. */
  readonly isTwice: boolean;
}

/** A site has at most 64 planned nodes; a longer list is no list of nodes. */
export const PASTED_ROW_LIMIT = 256;
const TYPED_LIMIT = 100;
/** Columns that are looked at. */
const CELL_LIMIT = 64;
/** What people call the column that we want, in the languages of our sites. */
const placeHeader =
  /^(ip|ipv4|ipv6|ip[ -]?(address|adresse|addr)|address|adresse|addr|adr|host|host ?name|fqdn|dns([ -]?name)?|node|knoten|machine|rechnername)$/i;
/** Columns that hold names of no machine on the network. */
const otherHeader =
  /(serial|serien|s\/n|label|slot|place|room|raum|ort|mac|asset|inventar|comment|kommentar|note|role|rolle|vlan|mask|gateway)/i;

interface Cell {
  readonly text: string;
  readonly place: TypedPlace | null;
}

/**
 * Every row with the place that it names. A column headed as addresses counts first, then an address anywhere in the
 * row, then a name with a dot, then a row of one single cell. Throws `list-unreadable` for a text without any place
 * and for more than 256 rows.
 */
export function readPastedList(text: string, usualPort: number): readonly PastedRow[] {
  const filled = rowsOf(text, separatorOf(text)).filter(({ cells }) =>
    cells.some((cell) => cell.trim() !== ''),
  );
  // One more than the limit may be the headings.
  if (filled.length > PASTED_ROW_LIMIT + 1) throw tooLong(filled.length);
  const table = filled.map(({ line, cells }) => ({
    line,
    cells: cells.slice(0, CELL_LIMIT).map((cell) => readCell(cell, usualPort)),
  }));
  const header = headerOf(table[0]?.cells ?? []);
  const rows = header === null ? table : table.slice(1);
  if (rows.length > PASTED_ROW_LIMIT) throw tooLong(rows.length);
  const seen = new Set<string>();
  const read = rows.map(({ line, cells }) => {
    const cell = chosen(cells, header);
    if (cell === null || cell.place === null) {
      const typed = cleanText(cell?.text ?? cells.map((each) => each.text).join(' '), TYPED_LIMIT) ?? '';
      return { line, typed, place: null, isTwice: false };
    }
    const key = endpointOf({ address: cell.place.host, port: cell.place.port });
    const isTwice = seen.has(key);
    seen.add(key);
    return { line, typed: cleanText(cell.text, TYPED_LIMIT) ?? '', place: cell.place, isTwice };
  });
  if (!read.some(({ place }) => place !== null))
    throw failed('list-unreadable', { detail: 'no address or host name in it' });
  return read;
}

function tooLong(rows: number): FailureError {
  return failed('list-unreadable', { detail: `${rows} rows, at most ${PASTED_ROW_LIMIT}` });
}

/** Tabs are what a spreadsheet copies; else whichever of the others most rows have. */
function separatorOf(text: string): string {
  if (text.includes('\t')) return '\t';
  const count = (mark: string): number => text.split('\n').filter((line) => line.includes(mark)).length;
  return count(';') >= count(',') && count(';') > 0 ? ';' : ',';
}

/** Cells of each row, quotes resolved: in quotes a separator or a line's end is text (RFC 4180). */
function rowsOf(
  text: string,
  separator: string,
): readonly { readonly line: number; readonly cells: readonly string[] }[] {
  const rows: { line: number; cells: string[] }[] = [];
  let line = 1;
  let row = { line, cells: [''] };
  let isQuoted = false;
  const last = (): number => row.cells.length - 1;
  const plain = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  for (let at = 0; at < plain.length; at++) {
    const character = plain[at] ?? '';
    if (character === '\n') line++;
    if (isQuoted && character === '"' && plain[at + 1] === '"') {
      row.cells[last()] += '"';
      at++;
    } else if (character === '"' && (isQuoted || row.cells[last()]?.trim() === '')) isQuoted = !isQuoted;
    else if (isQuoted) row.cells[last()] += character;
    else if (character === separator) row.cells.push('');
    else if (character === '\n') {
      rows.push(row);
      row = { line, cells: [''] };
    } else row.cells[last()] += character;
  }
  return [...rows, row];
}

function readCell(raw: string, usualPort: number): Cell {
  const text = raw.trim();
  try {
    // A spreadsheet's own column of addresses often has their prefix length.
    return { text, place: parseTyped(text.replace(/^([0-9.]{7,15})\/\d{1,2}$/, '$1'), usualPort) };
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    // Expected here: most cells of such a list are no addresses.
    return { text, place: null };
  }
}

interface Header {
  /** The column named as the one of the addresses; null when none is. */
  readonly places: readonly number[];
  /** Columns named as something else. */
  readonly others: ReadonlySet<number>;
}

/** A first row of names that are no addresses, one of which we know. */
function headerOf(cells: readonly Cell[]): Header | null {
  const isAddressed = cells.some(({ place }) => place?.kind === 'address');
  const indexes = cells.map((_cell, index) => index);
  const textOf = (index: number): string => cells[index]?.text.replace(/[:*]+$/, '') ?? '';
  const places = indexes.filter((index) => placeHeader.test(textOf(index)));
  const others = new Set(
    indexes.filter((index) => otherHeader.test(textOf(index)) && !places.includes(index)),
  );
  // Alone in its row, `host` may be a machine's name; beside other known headings it is a heading.
  return isAddressed || (places.length === 0 && others.size === 0) ? null : { places, others };
}

function chosen(cells: readonly Cell[], header: Header | null): Cell | null {
  const free = cells.filter((cell, index) => cell.place !== null && header?.others.has(index) !== true);
  const named = (header?.places ?? [])
    .flatMap((index) => cells[index] ?? [])
    .filter(({ text }) => text !== '');
  const isAddress = ({ place }: Cell): boolean => place?.kind === 'address';
  return (
    named.find(isAddress) ??
    // Written in the right column and unreadable: never guessed from another one.
    named.find(({ place }) => place !== null) ??
    named[0] ??
    free.find(isAddress) ??
    free.find(({ text }) => text.includes('.')) ??
    // A serial number or a label looks like a name too; only alone it is surely meant as one.
    (cells.filter(({ text }) => text !== '').length === 1 ? (free[0] ?? null) : null)
  );
}
