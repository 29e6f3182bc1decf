import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { SqlDatabase } from './sql-database.ts';

/** A laptop as the console knows it; it may write and read the ops of one site. */
export interface RegisteredDevice {
  readonly site: string;
  readonly region: string;
  readonly dev: string;
  readonly state: 'active' | 'suspended';
}

/** Registers a laptop for a site, making the site if it is new. Only the token's hash is kept. */
export async function enrolDevice(
  database: SqlDatabase,
  { site, region, dev, token }: { site: string; region: string; dev: string; token: string },
): Promise<void> {
  await database.transaction(async (runner) => {
    await runner.query('INSERT INTO sites (site, region) VALUES ($1, $2) ON CONFLICT (site) DO NOTHING', [
      site,
      region,
    ]);
    await runner.query('INSERT INTO devices (site, dev, token_hash) VALUES ($1, $2, $3)', [
      site,
      dev,
      hashOf(token),
    ]);
  });
}

/** Finds the laptop that a bearer token belongs to; null for a token nobody has. */
export async function deviceOfToken(database: SqlDatabase, token: string): Promise<RegisteredDevice | null> {
  const [row] = await database.query(
    `SELECT site, region, dev, state FROM devices JOIN sites USING (site) WHERE token_hash = $1`,
    [hashOf(token)],
  );
  if (row === undefined) return null;
  return z
    .object({ site: z.string(), region: z.string(), dev: z.string(), state: z.enum(['active', 'suspended']) })
    .parse(row);
}

/** A suspended laptop may say hello and learn so; nothing else. */
export async function setDeviceState(
  database: SqlDatabase,
  { site, dev, state }: Pick<RegisteredDevice, 'site' | 'dev' | 'state'>,
): Promise<void> {
  await database.query('UPDATE devices SET state = $3 WHERE site = $1 AND dev = $2', [site, dev, state]);
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
