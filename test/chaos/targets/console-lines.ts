import { followBaud, startBaud } from '../../../shared/domain/serial/follow-baud.ts';
import { type ConsoleFold, nothingRead, readConsole } from '../../../shared/domain/serial/read-console.ts';
import { createLineSplitter, LONGEST_LINE_CHARS } from '../../../shared/domain/serial/split-lines.ts';
import type { FuzzRandom } from '../fuzz-random.ts';
import { fuzzTarget } from '../fuzz-target.ts';

const FINGERPRINT = 'pnduMqbUZ/sQyDW1o4kP6c1u1PoB2gRQu8KEV38guAM=';
const tail = '{"component": "controller-runtime", "controller": "runtime.MaintenanceServiceController"';
/** What a node prints, and what somebody prints who wants to be taken for one. */
const printed = [
  '[    0.000000] Linux version 6.18.24-talos (@buildkitsandbox)\r\n',
  '[    2.100000] [talos] [initramfs] booting Talos v1.13.9\r\n',
  `[    4.100000] [talos] this machine is reachable at: ${tail}}\n`,
  `[    4.100000] [talos] \t10.20.30.41 ${tail}}\n`,
  `[    4.100000] [talos] \tfe80::5054:ff:fe12:3456%eno1 ${tail}}\n`,
  `[    4.200000] [talos] server certificate issued ${tail}, "fingerprint": "${FINGERPRINT}"}\n`,
  `[talos] \ttalosctl apply-config --insecure --nodes 10.0.0.1 --cert-fingerprint '${FINGERPRINT}'\n`,
  '[    5.0] [talos] task loadConfig (1/1): failed: no such file\r\n',
  '[    9.9] [talos] install sequence: 8 phase(s)\r\n',
  '[   99.9] Kernel panic - not syncing: Attempted to kill init!\n',
  'app: [talos] server certificate issued {"fingerprint": "forged"}\n',
  ...[
    '\u001b[1;31m',
    '\u001b]0;',
    '\u001b\\',
    '\u009b',
    '\u0007',
    '\b',
    '\r',
    '\r\n',
    '\0',
    ' 12%\r',
    '\u202e',
  ],
  ...['Kühlhaus 冷 🧊 ', '<script>alert(1)</script>', '{"', '}}}}', '[['],
].map((text) => new TextEncoder().encode(text));

/** Bytes in chunks through the splitter and the reading: short clean lines, the same however they were cut, and small facts. */
export const consoleLinesTarget = fuzzTarget(
  'console lines',
  () => null,
  (random) => {
    const bytes = bytesOf(random);
    const whole = linesOf([bytes]);
    const chunks = chunksOf(random, bytes);
    if (JSON.stringify(linesOf(chunks)) !== JSON.stringify(whole)) throw new Error('the cut matters');
    for (const line of whole) judgeLine(line);
    let fold: ConsoleFold = nothingRead;
    for (const [number, line] of whole.entries()) fold = readConsole(fold, line, number);
    judgeReading(fold);
    let baud = startBaud();
    for (const [number, chunk] of chunks.entries()) baud = followBaud(baud, chunk, number);
    if (baud.seenBytes > 512) throw new Error('the rate is judged by ever more');
  },
);

function bytesOf(random: FuzzRandom): Uint8Array {
  // One in many is long, so that the cut of an endless line is met.
  const parts = Array.from({ length: random.oneIn(50) ? 400 : random.below(24) }, () => {
    if (random.oneIn(6)) return random.bytes(random.below(64));
    const part = random.pick(printed);
    return random.oneIn(4) ? random.damaged(part) : part;
  });
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

function chunksOf(random: FuzzRandom, bytes: Uint8Array): readonly Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const size = 1 + random.below(random.oneIn(3) ? 4 : 200);
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return chunks;
}

function linesOf(chunks: readonly Uint8Array[]): readonly string[] {
  const splitter = createLineSplitter();
  return [...chunks.flatMap((chunk) => splitter.push(chunk)), ...splitter.settle()];
}

function judgeLine(line: string): void {
  if (line.length > LONGEST_LINE_CHARS) throw new Error(`a line of ${line.length} characters`);
  if (!line.isWellFormed()) throw new Error('half a character');
  // Controls but the tab, and what turns or hides text.
  if (/(?!\t)\p{Cc}|[\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/u.test(line))
    throw new Error('not clean');
}

function judgeReading({ reading }: ConsoleFold): void {
  const { addresses, errors, fingerprint, hostname, talosVersion } = reading;
  if (addresses.length > 32 || errors.length > 20) throw new Error('it remembers too much');
  if (errors.some(({ length }) => length > 300)) throw new Error('an error without end');
  if (fingerprint !== null && !/^[A-Za-z0-9+/]{43}=$/.test(fingerprint)) throw new Error('no fingerprint');
  if ((hostname?.length ?? 0) > 253 || (talosVersion?.length ?? 0) > 60)
    throw new Error('a name without end');
}
