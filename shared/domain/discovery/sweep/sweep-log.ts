/** The log of a sweep as text: comment lines with its conditions, then a table (RFC 4180). Pure. */
import { cleanText } from '../clean-text.ts';
import type { SweepEnding } from '../sweep-report.ts';
import type { SweepDetails } from './sweep-details.ts';

export interface SweepLogFacts extends SweepDetails {
  readonly id: string;
  readonly range: string;
  readonly port: number;
  readonly pace: string;
  readonly startedAtMs: number;
  /** Null while it runs. */
  readonly endedAtMs: number | null;
  readonly ending: SweepEnding | null;
  readonly touched: number;
  readonly answered: number;
  /** The Base64 line that `minisign -V -P` takes. */
  readonly publicKey: string;
  /** Name of the table's own file. */
  readonly file: string;
}

/** A name or reference longer than this is cut. */
const TEXT_LIMIT = 300;

/** Who swept what, when, how fast, by whose leave, and how to verify it; then the names of the columns. */
export function sweepLogHeader(facts: SweepLogFacts): string {
  const { siteName, range, port, pace, perSecond, paceReason, reference } = facts;
  const rows: readonly (readonly [name: string, value: string | number | null])[] = [
    ['log', 'Rounds: addresses touched by a sweep for lab nodes'],
    ['site', siteName],
    ['sweep', facts.id],
    ['range', range],
    ['port', `TCP ${port}: one connection attempt an address, ended by a reset; no data is sent`],
    ['pace', perSecond === null ? pace : `${pace}, at most ${perSecond} addresses a second (${paceReason})`],
    ['reference', reference],
    ['engineer', facts.engineer],
    ['laptop', facts.device],
    ['sent from', facts.from.length === 0 ? null : facts.from.join(' ')],
    ['program', facts.appVersion === null ? null : `Rounds ${facts.appVersion}`],
    ['started', timeOf(facts.startedAtMs)],
    ['ended', facts.endedAtMs === null ? null : timeOf(facts.endedAtMs)],
    ['ending', facts.ending ?? 'still running'],
    ['addresses touched', facts.touched],
    ['addresses open', facts.answered],
    ['public key', facts.publicKey],
    ['to verify', `minisign -V -P ${facts.publicKey} -m ${facts.file}`],
  ];
  const lines = rows.map(([name, value]) => `# ${name}: ${textOf(value)}\r\n`);
  return `${lines.join('')}address,time,outcome,attempt,purpose\r\n`;
}

/** One question and what became of it. Its time is when it was sent; none when that is not known. */
export function sweepLogRow(touch: {
  readonly address: string;
  readonly atMs: number | null;
  readonly outcome: string;
  readonly attempt: number;
  readonly purpose: string;
}): string {
  const { address, atMs, outcome, attempt, purpose } = touch;
  const time = atMs === null || outcome === 'not-asked' ? '' : timeOf(atMs);
  return `${address},${time},${outcome},${attempt},${purpose}\r\n`;
}

function timeOf(atMs: number): string {
  return new Date(atMs).toISOString();
}

/** One line, whatever was typed. */
function textOf(value: string | number | null): string {
  return value === null ? 'none' : (cleanText(String(value), TEXT_LIMIT) ?? 'none');
}
