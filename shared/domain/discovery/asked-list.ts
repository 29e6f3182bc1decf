/** A list of addresses pasted from a spreadsheet, and what asking them gave. */
export interface AskedRow {
  /** Line in the pasted text, from 1. */
  readonly line: number;
  readonly typed: string;
  readonly outcome:
    | 'node'
    | 'earlier'
    | 'not-a-node'
    | 'silent'
    | 'unreadable'
    | 'unresolved'
    | 'excluded'
    | 'elsewhere'
    | 'twice';
  readonly nodeId: string | null;
}
export interface AskedList {
  readonly rows: readonly AskedRow[];
}
