import type {
  ConsoleReading,
  SerialLine,
  SerialPortView,
} from '../../../shared/domain/serial/serial-port.ts';
import { words } from '../../../shared/words/words.ts';
import { exitCodes } from '../exit-codes.ts';
import { facts, table } from '../say/table.ts';
import { UsageError } from '../usage.ts';
import type { Answer, Verb, VerbInput } from './verb.ts';

/** So long is read unless `--for` says otherwise; `--follow` alone reads until Ctrl-C. */
const READ_MS = 5000;
const PAGE = 2000;

/** Lists the ports; with a path reads the console there, line by line with `--follow`, and tells what it said. */
export const serial: Verb = async (input) => {
  const [path] = input.options.words;
  if (path !== undefined) return await readPort(input, path);
  if (input.options.follow) throw new UsageError('--follow needs the path of a port', input.verb);
  const ports = await input.session.ask('serial.ports', {});
  return {
    exit: ports.length > 0 ? exitCodes.ok : exitCodes.attention,
    data: { ports },
    lines: ports.length > 0 ? portTable(ports) : [words('cli.serial.none')],
  };
};

async function readPort(input: VerbInput, path: string): Promise<Answer> {
  const { session, options, output } = input;
  const first = await session.ask('serial.open', { path });
  const shown = { from: first.firstLine, heard: 0 };
  const show = async (): Promise<void> => {
    for (;;) {
      const { lines, endLine } = await session.ask('serial.lines', { path, from: shown.from, limit: PAGE });
      shown.from = (lines.at(-1)?.number ?? endLine - 1) + 1;
      shown.heard += lines.filter(({ kind }) => kind === 'in').length;
      if (options.follow) for (const line of lines) output.stream({ data: line, line: lineFor(line) });
      if (shown.from >= endLine) return;
    }
  };
  await followNews(input, show);
  await session.ask('serial.close', { path });
  await show();
  const port = (await session.ask('serial.ports', {})).find((one) => one.path === path) ?? first;
  return {
    exit: shown.heard > 0 ? exitCodes.ok : exitCodes.attention,
    data: { port },
    lines: readingLines(port),
  };
}

/** Calls `show` at once and after each change, never twice at a time, until the time is over or Ctrl-C. */
async function followNews({ session, options }: VerbInput, show: () => Promise<void>): Promise<void> {
  const { promise: over, resolve: end, reject } = Promise.withResolvers<void>();
  const stop = (): void => reject(session.signal.reason);
  session.signal.addEventListener('abort', stop, { once: true });
  const forMs = options.forMs ?? (options.follow ? null : READ_MS);
  const timer = forMs === null ? null : setTimeout(end, forMs);
  let showing = show();
  const stopListening = session.onNews((name) => {
    if (name !== 'serial.changed') return;
    showing = showing.then(show);
    showing.catch(reject);
  });
  try {
    await Promise.race([over, showing.then(() => over)]);
    await showing;
  } finally {
    stopListening();
    if (timer !== null) clearTimeout(timer);
    session.signal.removeEventListener('abort', stop);
  }
}

function lineFor({ atMs, kind, text }: SerialLine): string {
  const mark = { in: ' ', out: '>', note: '*' }[kind];
  return `${new Date(atMs).toISOString().slice(11, 23)} ${mark} ${text}`;
}

function portTable(ports: readonly SerialPortView[]): readonly string[] {
  const columns = ['port', 'maker', 'product', 'serialNumber'] as const;
  return table([
    columns.map((column) => words(`cli.serial.column.${column}`)),
    ...ports.map(({ path, maker, product, serialNumber }) => [
      path,
      maker ?? '',
      product ?? '',
      serialNumber ?? '',
    ]),
  ]);
}

function readingLines({ reading, recording }: SerialPortView): readonly string[] {
  const said: readonly (readonly [string, string])[] = [
    [words('serial.read.stage'), reading.stage ?? ''],
    [words('serial.read.addresses', { count: reading.addresses.length }), reading.addresses.join(', ')],
    [words('serial.read.fingerprint'), reading.fingerprint ?? ''],
    [words('serial.read.hostname'), reading.hostname ?? ''],
    [words('serial.read.talos'), reading.talosVersion ?? ''],
    [words('serial.read.uuid'), reading.uuid ?? ''],
  ];
  return [
    ...(said.some(([, value]) => value !== '') ? facts(said) : [words('serial.read.nothing')]),
    ...warnings(reading),
    ...(recording === null ? [] : [words('cli.serial.recorded', { file: recording.file })]),
  ];
}

function warnings({ isHalted, siderolink, errors }: ConsoleReading): readonly string[] {
  return [
    ...(isHalted ? [words('serial.read.halted.text')] : []),
    ...(siderolink ? [words('serial.read.siderolink.text')] : []),
    ...errors,
  ];
}
