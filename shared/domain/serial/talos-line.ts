/** Takes one console line of Talos apart. */

export interface TalosLine {
  /** Seconds since the kernel started; null where no stamp was printed. */
  readonly stampS: number | null;
  /** Whether it has the prefix of Talos' own log, which nothing but the node's first process writes. */
  readonly isTalos: boolean;
  readonly text: string;
  /** The JSON that controllers append: texts only. */
  readonly tail: Readonly<Record<string, string>>;
}

/** The kernel's own level mark and stamp, both optional. */
const STAMP = /^(?:<\d{1,3}>)?\s*(?:\[\s*(\d{1,9}\.\d{1,9})\]\s?)?/;
const PREFIX = /^\[talos\] (?:\[initramfs\] )?/;

/** Never throws; a line that is no line of Talos comes back as text. */
export function parseTalosLine(line: string): TalosLine {
  const stamp = STAMP.exec(line);
  const rest = line.slice(stamp?.[0].length ?? 0);
  const stampS = stamp?.[1] === undefined ? null : Number(stamp[1]);
  const prefix = PREFIX.exec(rest)?.[0];
  if (prefix === undefined) return { stampS, isTalos: false, text: rest, tail: {} };
  const body = rest.slice(prefix.length);
  // From the first brace on: in a text that quotes somebody else's JSON this is no JSON, and then there is no tail.
  const at = body.search(/\s\{"/);
  const tail = at === -1 || !body.endsWith('}') ? null : textsOf(body.slice(at + 1));
  return tail === null
    ? { stampS, isTalos: true, text: body, tail: {} }
    : { stampS, isTalos: true, text: body.slice(0, at), tail };
}

function textsOf(json: string): Readonly<Record<string, string>> | null {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value !== 'object' || value === null) return null;
    return Object.fromEntries(
      Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    );
  } catch {
    // Expected here: a brace in an ordinary text, or a line that was cut.
    return null;
  }
}
