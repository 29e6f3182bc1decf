import type { Database } from 'better-sqlite3';
import { failed } from '../../../shared/failure/failure.ts';
import { createWrite } from './write-guard.ts';

/** One step of the schema. `number` is its place, without gaps; a step that has shipped never changes. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
}

/** Runs the steps that the file has not seen, each in its own transaction. Throws `database-newer`, `disk-full`. */
export function migrate(db: Database, migrations: readonly Migration[], path: string): void {
  const found = Number(db.pragma('user_version', { simple: true }));
  if (found > migrations.length) throw failed('database-newer', { path, found, known: migrations.length });
  const write = createWrite(db);
  for (const [index, migration] of migrations.entries()) {
    if (migration.number !== index + 1) throw new Error(`migration ${migration.name} is out of order`);
    if (migration.number <= found) continue;
    write(() => {
      db.exec(migration.sql);
      db.pragma(`user_version=${migration.number}`);
    });
  }
}
