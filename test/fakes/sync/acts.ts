/** What becomes of the call that is under way. */
export const fates = [
  'answered',
  'answered',
  'answered',
  'lost on the way there',
  'lost on the way back',
  'stalled',
  'answered twice',
  'wrong page',
  ...[401, 403, 409, 413, 422, 426, 429, 503],
] as const;
export type Fate = (typeof fates)[number];
/** One thing that happens in a story. */
export type Act =
  | { readonly act: 'record'; readonly agg: number; readonly ops: number }
  | { readonly act: 'wake'; readonly by: 'person' | 'resume' | 'op' | 'timer' }
  | { readonly act: 'deliver'; readonly fate: Fate }
  | { readonly act: 'restart' }
  | { readonly act: 'refuse'; readonly agg: number }
  | { readonly act: 'readmit' }
  | { readonly act: 'clock'; readonly byMs: number }
  | { readonly act: 'room'; readonly writes: number | null };
