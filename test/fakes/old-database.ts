import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import { TEST_KEY } from './temporary-database.ts';

const fixtures = join(import.meta.dirname, '..', 'fixtures', 'databases');

export interface OldDatabase {
  readonly db: Database;
  /** Everything in it: schema version, tables with their columns, indexes, rows. */
  dump(): DatabaseDump;
  remove(): void;
}
export interface DatabaseDump {
  readonly userVersion: unknown;
  readonly tables: Readonly<
    Record<string, { readonly columns: readonly string[]; readonly rows: readonly unknown[] }>
  >;
  readonly indexes: readonly string[];
}

/** A copy of a database file that an earlier schema left behind, or a new file for null; under the tests' key. */
export function openOldDatabase(name: string | null): OldDatabase {
  const folder = mkdtempSync(join(tmpdir(), 'rounds-old-'));
  const path = join(folder, 'rounds.db');
  if (name !== null) copyFileSync(join(fixtures, name), path);
  const db = new SqliteDatabase(path);
  db.pragma("cipher='aegis'");
  db.pragma(`hexkey='${TEST_KEY}'`);
  return {
    db,
    dump: () => dump(db),
    remove: () => {
      db.close();
      rmSync(folder, { recursive: true });
    },
  };
}

function dump(db: Database): DatabaseDump {
  const names = (type: string) =>
    db
      .prepare<[string], string>(
        "SELECT name FROM sqlite_master WHERE type = ? AND name NOT LIKE 'sqlite_%' ORDER BY name",
      )
      .pluck()
      .all(type);
  const columns = db.prepare<[string], string>('SELECT name FROM pragma_table_info(?) ORDER BY cid').pluck();
  return {
    userVersion: db.pragma('user_version', { simple: true }),
    tables: Object.fromEntries(
      names('table').map((table) => [
        table,
        { columns: columns.all(table), rows: db.prepare(`SELECT * FROM ${table} ORDER BY rowid`).all() },
      ]),
    ),
    indexes: names('index'),
  };
}
