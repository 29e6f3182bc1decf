/** The one shape that every bench prints; other tools read it, so it stays. */
export interface BenchReport {
  readonly bench: string;
  readonly runtime: string;
  readonly figures: readonly Figure[];
}
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The goal of the design; null for a figure that is only context. */
  readonly goal: number | null;
  readonly met: boolean | null;
  /** What it was measured against in the same run. */
  readonly peer: string | null;
}

/** A figure whose goal is an upper bound. */
export function atMost(figure: Omit<Figure, 'met' | 'goal'> & { readonly goal: number }): Figure {
  return { ...figure, value: rounded(figure.value), met: figure.value <= figure.goal };
}
/** A figure for context. */
export function context(name: string, value: number, unit: string): Figure {
  return { name, value: rounded(value), unit, goal: null, met: null, peer: null };
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}
/** The value below which the share `q` of the values lies (nearest rank). Throws on an empty list. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
  if (value === undefined) throw new Error('no values to take a quantile of');
  return value;
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
