/**
 * One row of a list of addresses pasted from a spreadsheet, and what asking it gave. `not-a-node` is also a machine
 * that refuses the port; `excluded` was not asked since the pack protects it, `elsewhere` was not asked since it lies
 * beyond the interfaces that were chosen.
 */
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
