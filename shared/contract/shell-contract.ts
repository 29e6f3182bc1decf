/** Everything the page may ask of the shell (the main process): what only the desktop can do. Parsed there, after the sender was checked. */
import { z } from 'zod';
import type { AskName, InputOf, NewsName, OutputOf, PayloadOf } from './define.ts';
import { ask, news } from './define.ts';

const nothing = z.strictObject({});
const path = z.string().min(1).max(4096);
/** A file name without folders or characters that Windows refuses. */
const fileName = z
  .string()
  .min(1)
  .max(120)
  .regex(/^[^\\/:*?"<>|\p{Cc}]+$/u);

/** Addresses that the shell opens in the person's browser. The page sends a name, never an address. */
export const links = {
  'talos-documentation': 'https://www.talos.dev/',
  'age-program': 'https://age-encryption.org/',
  'minisign-program': 'https://jedisct1.github.io/minisign/',
} as const;
export type LinkName = keyof typeof links;

export type Theme = 'system' | 'light' | 'dark';

/** What this copy of the app is and where it keeps its things. */
export interface About {
  readonly appVersion: string;
  readonly electronVersion: string;
  readonly demo: boolean;
  readonly dataDir: string;
  readonly keystore: 'os' | 'demo' | 'refused';
}

export const shellContract = {
  /** Asks the person for a file to open. Answers its path, or null when they thought better of it. */
  chooseFile: ask<string | null>()(z.strictObject({ purpose: z.enum(['enrolment', 'pack']) })),
  /** Asks the person where to save. Answers the path, or null. */
  chooseSave: ask<string | null>()(
    z.strictObject({ purpose: z.enum(['bundle', 'sweep-log']), suggestedName: fileName }),
  ),
  /** Shows a file in the desktop's file browser: one that a dialog gave out, or one inside the data folder. */
  showInFolder: ask<void>()(z.strictObject({ path })),
  openLink: ask<void>()(
    z.strictObject({ name: z.enum(['talos-documentation', 'age-program', 'minisign-program']) }),
  ),
  setTheme: ask<void>()(z.strictObject({ theme: z.enum(['system', 'light', 'dark']) })),
  about: ask<About>()(nothing),
  /** The scan of a label began or ended: the page may ask for a camera only in between. */
  setScanning: ask<void>()(z.strictObject({ isScanning: z.boolean() })),
  /** Starts the engine again, also after it was given up. */
  restartEngine: ask<void>()(nothing),
  /** The desktop or the person changed between light and dark. */
  themeChanged: news<{ readonly dark: boolean }>(),
} as const;
export type ShellContract = typeof shellContract;

/** What the page calls: one function per ask; `on` listens for news and gives back the function that stops listening. */
export type ShellClient = {
  readonly [N in AskName<ShellContract>]: (
    input: InputOf<ShellContract[N]>,
  ) => Promise<OutputOf<ShellContract[N]>>;
} & {
  readonly on: <N extends NewsName<ShellContract>>(
    name: N,
    listener: (payload: PayloadOf<ShellContract[N]>) => void,
  ) => () => void;
};

/** What the main process must supply. Leave one out and the build fails. */
export type ShellHandlers = {
  readonly [N in AskName<ShellContract>]: (
    input: z.output<ShellContract[N]['input']>,
  ) => Promise<OutputOf<ShellContract[N]>> | OutputOf<ShellContract[N]>;
};

/** The four doors that the preload puts on `window.rounds`. Nothing else of the desktop reaches the page. */
export interface RoundsBridge {
  readonly engine: {
    /** Posts to the engine; dropped while there is none. */
    post(message: unknown): void;
    /** Tells of the connection (the current state at once, also to a late listener) and of each message. */
    listen(listener: (event: EngineEvent) => void): () => void;
  };
  readonly shell: {
    ask(name: string, input: unknown): Promise<unknown>;
    on(name: string, listener: (payload: unknown) => void): () => void;
  };
}
/** `lost`: the engine died and is being started again. `stopped`: it died too often; `restartEngine` tries again. */
export type EngineEvent =
  | { readonly kind: 'connected' }
  | { readonly kind: 'lost' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'message'; readonly data: unknown };
