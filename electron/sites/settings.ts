import { z } from 'zod';
import type { Settings } from '../../shared/domain/sites/settings.ts';
import type { SitesStore } from './sites-ports.ts';

const SETTINGS = 'settings';

/** What a laptop does until a person says otherwise: gentle with the hospital's network, quick to send. */
const defaults: Settings = { theme: 'system', sweepPace: 'gentle', syncAutomatically: true };

/** Each value falls back alone: a setting that a later version wrote does not reset the others. */
const storedSchema = z.object({
  theme: z.enum(['system', 'light', 'dark']).catch(defaults.theme),
  sweepPace: z.enum(['gentle', 'normal']).catch(defaults.sweepPace),
  syncAutomatically: z.boolean().catch(defaults.syncAutomatically),
});

/** The settings as stored, or what a laptop starts with. */
export function readSettings(store: Pick<SitesStore, 'read'>): Settings {
  const text = store.read(SETTINGS);
  return text === null ? defaults : storedSchema.parse(JSON.parse(text));
}

/** Changes what is given and keeps the rest. Throws `disk-full`. */
export function writeSettings(
  store: Pick<SitesStore, 'read' | 'save'>,
  change: { readonly [K in keyof Settings]?: Settings[K] | undefined },
): Settings {
  const next = storedSchema.parse({ ...readSettings(store), ...withoutAbsent(change) });
  store.save(SETTINGS, JSON.stringify(next));
  return next;
}

function withoutAbsent(change: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}
