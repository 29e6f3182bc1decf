import type { SerialLine, SerialPortView } from '../../shared/domain/serial/serial-port.ts';
import { type Failure, FailureError, failed } from '../../shared/failure/failure.ts';
import type { Double, Some } from './double-handlers.ts';

/** One serial port of the double's laptop, with everything that its console has printed. */
export interface DoublePort {
  view: SerialPortView;
  readonly lines: SerialLine[];
  /** Why it cannot be opened; null when it can. */
  readonly refuses: Failure | null;
  /** Lines that come each quarter of a second while it is open. */
  readonly linesPerQuarter: number;
}

/** As many lines as the engine keeps. */
const linesKept = 100_000;
const quarterMs = 250;

/** Serial ports, in memory: they print while they are open, and take text only while sending is unlocked. */
export function serialHandlers({ world, tell }: Double): Some<'serial'> {
  const portOf = (path: string): DoublePort => {
    const found = world.serial.find(({ view }) => view.path === path);
    if (found === undefined) throw failed('serial-unknown', { path });
    return found;
  };
  const change = (port: DoublePort, to: Partial<SerialPortView>): SerialPortView => {
    port.view = { ...port.view, ...to };
    tell('serial.changed', null);
    return port.view;
  };
  const print = (port: DoublePort, texts: readonly string[], kind: SerialLine['kind'] = 'in') => {
    const { endLine } = port.view;
    const came = texts.map((text, index) => ({ number: endLine + index, atMs: Date.now(), text, kind }));
    port.lines.push(...came);
    port.lines.splice(0, Math.max(0, port.lines.length - linesKept));
    const firstLine = port.lines[0]?.number ?? 0;
    change(port, { firstLine, endLine: endLine + came.length });
  };
  setInterval(() => {
    for (const port of world.serial) {
      if (port.view.state !== 'open' || port.linesPerQuarter === 0) continue;
      const from = port.view.endLine;
      print(
        port,
        Array.from({ length: port.linesPerQuarter }, (_, index) => consoleText(from + index)),
      );
    }
  }, quarterMs);
  return {
    'serial.ports': () => world.serial.map(({ view }) => view),
    'serial.open': ({ path }) => {
      if (!world.serial.some(({ view }) => view.path === path) && !path.startsWith('/dev/tty'))
        throw failed('serial-not-a-port', { path });
      const port = portOf(path);
      if (port.refuses !== null) {
        change(port, { problem: port.refuses });
        throw new FailureError(port.refuses);
      }
      const recording = { file: 'console-ttyUSB0.log', sizeBytes: 0, isFull: false };
      const began = port.view.recording === null ? { recording } : {};
      return change(port, { state: 'open', baud: 115_200, problem: null, ...began });
    },
    'serial.close': ({ path }) =>
      change(portOf(path), { state: 'closed', baud: null, problem: null, isSendUnlocked: false }),
    'serial.lines': ({ path, from, limit }) => {
      const { lines, view } = portOf(path);
      const { firstLine, endLine } = view;
      const first = Math.max(firstLine, from < 0 ? endLine + from : from);
      const wanted = lines.slice(first - firstLine, first - firstLine + limit);
      return { firstLine, endLine, lines: wanted };
    },
    'serial.search': ({ path, text }) => {
      const wanted = text.toLowerCase();
      const found = portOf(path).lines.filter((line) => line.text.toLowerCase().includes(wanted));
      return { lines: found.slice(-10_000).map(({ number }) => number), isCut: found.length > 10_000 };
    },
    'serial.unlock': ({ path, unlocked }) => {
      const port = portOf(path);
      if (port.view.state !== 'open') throw failed('serial-not-open', { path });
      return change(port, { isSendUnlocked: unlocked });
    },
    'serial.send': ({ path, text }) => {
      const port = portOf(path);
      if (port.view.state !== 'open') throw failed('serial-not-open', { path });
      if (!port.view.isSendUnlocked) throw failed('serial-send-locked', { path });
      print(port, [text], 'out');
      return null;
    },
  };
}

const subsystems = [
  'talos] task startAllServices (1/1): service "apid" to be "up"',
  'talos] controller failed {"component": "controller-runtime", "controller": "k8s.KubeletServiceController", "error": "waiting for the machine to be configured; this is one of the lines that are much longer than the window is wide and that a person reads only when they have to"}',
  'talos] created route {"component": "controller-runtime", "destination": "default", "gateway": "10.20.4.1"}',
  'igc 0000:02:00.0 enp2s0: NIC Link is Up 1000 Mbps Full Duplex, Flow Control: RX/TX',
  'talos] service[machined](Running): Health check successful',
] as const;

/** Line `number` of a console as the nodes print it. */
export function consoleText(number: number): string {
  const [open, rest] = [(number * 0.0421).toFixed(6), subsystems[number % subsystems.length] ?? ''];
  if (number % 9973 === 9) return `[${open.padStart(12)}] [talos] machine is running and ready`;
  const prefix = rest.startsWith('talos]') ? '[' : '';
  return `[${open.padStart(12)}] ${prefix}${rest}`;
}
