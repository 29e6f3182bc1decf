import { useLayoutEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { SerialPortView } from '../../../shared/domain/serial/serial-port.ts';
import { useServices } from '../../api/services.tsx';
import { createLineBook, type LineBook } from './line-book.ts';
import { plainRows, type RowModel, wrappedRows } from './row-model.ts';

/** The lines of one port as they are asked for, and the rows that they take; without `columns` nothing is wrapped. */
export function useLines(
  port: SerialPortView,
  columns: number | null,
): { readonly book: LineBook; readonly rows: RowModel } {
  const { engine } = useServices();
  const { path, firstLine, endLine } = port;
  const [book] = useState(() =>
    createLineBook((from, limit) => engine.ask('serial.lines', { path, from, limit })),
  );
  // With each news of the port, for its newest line may have grown; before the rows in view ask for their lines.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the port is another object after each news.
  useLayoutEffect(() => book.endsAt(endLine), [book, port]);
  const version = useSyncExternalStore(book.subscribe, book.version);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for what the book holds.
  const rows = useMemo(
    () =>
      columns === null
        ? plainRows(firstLine, endLine)
        : wrappedRows(book.held(), { first: firstLine, end: endLine, columns }),
    [book, version, firstLine, endLine, columns],
  );
  return { book, rows };
}
