/**
 * The serial consoles of nodes: which ports there are, what is printed on the connected ones, and what that says about
 * the node behind. It sends nothing by itself. `createSerialConsoles` is the one function you want.
 */
import type { ConsoleReading, SerialPortView } from '../../shared/domain/serial/serial-port.ts';
import { isSamePort, type PortFound } from '../../shared/domain/serial/sort-ports.ts';
import { failed } from '../../shared/failure/failure.ts';
import { createPortList, type PortList } from './port-list.ts';
import { createSerialConsole, type SerialConsole, siteOf } from './serial-console.ts';
import { createSerialNews } from './serial-news.ts';
import type { RecordedFile, SerialParts } from './serial-ports.ts';

/** Answers to the contract's `serial.*` calls, ports and recordings of the present site, and the end of it all. */
export type SerialConsoles = ReturnType<typeof createSerialConsoles>;

const NOTHING_READ: ConsoleReading = {
  ...{ addresses: [], fingerprint: null, hostname: null, talosVersion: null, uuid: null, stage: null },
  ...{ isHalted: false, siderolink: false, errors: [], readAtMs: null },
};
const MOST_CONSOLES = 16;

/** Opens nothing and looks at nothing until it is asked. */
export function createSerialConsoles(parts: SerialParts) {
  const consoles = new Map<string, SerialConsole>();
  const news = createSerialNews(parts, () => {
    for (const [path, { log }] of consoles) {
      const reading = log.takeNewReading();
      if (reading !== null) parts.sight(path, reading);
    }
  });
  const isInUse = (): boolean => [...consoles.values()].some(({ state }) => state !== 'closed');
  const ports = createPortList({ ...parts, isInUse, onChange: news.changed });
  const known = (path: string): SerialConsole => {
    const found = consoles.get(path);
    if (found === undefined) throw failed('serial-not-open', { path });
    return found;
  };
  const consoleAt = (path: string, found: PortFound): SerialConsole => {
    const already = consoles.get(path);
    if (already !== undefined) return already;
    makeRoom(consoles);
    const made = createSerialConsole({ ...parts, onChange: news.changed }, path, found);
    consoles.set(path, made);
    return made;
  };
  const shelf = { parts, consoles, ports, known, consoleAt };
  return {
    handlers: handlersOf(shelf),
    /** Oldest first; written out before they are listed. */
    recordings: async (): Promise<readonly RecordedFile[]> => {
      await Promise.all([...consoles.values()].map(({ log }) => log.flush()));
      return parts.recordings.list(siteOf(parts));
    },
    /** The newest whole lines of a recording. */
    recordingTail: (file: string, limitBytes: number): Promise<string> =>
      parts.recordings.tail(siteOf(parts), file, limitBytes),
    /** What was read on each port that is connected now. */
    connected: (): readonly (ConsoleReading & { readonly port: string })[] =>
      [...consoles]
        .filter(([, { state }]) => state === 'open')
        .map(([port, { log }]) => ({ ...log.reading, port })),
    /** Closes every port and ends its recording. */
    stop: async (): Promise<void> => {
      ports.stop();
      await Promise.all([...consoles.values()].map((console) => console.close()));
      news.stop();
    },
  };
}

interface Shelf {
  readonly parts: SerialParts;
  readonly consoles: Map<string, SerialConsole>;
  readonly ports: PortList;
  /** Throws `serial-not-open` for a port that was never opened. */
  readonly known: (path: string) => SerialConsole;
  readonly consoleAt: (path: string, found: PortFound) => SerialConsole;
}

function handlersOf(shelf: Shelf) {
  const { parts, consoles, ports, known } = shelf;
  return {
    'serial.ports': async () => viewsOf(consoles, await ports.now(), parts.nodeOf),
    'serial.open': ({ path }: At) => open(shelf, path),
    'serial.close': async ({ path }: At) => {
      await known(path).close();
      return known(path).view();
    },
    'serial.lines': ({ path, from, limit }: At & { readonly from: number; readonly limit: number }) =>
      consoles.get(path)?.log.scrollback.page(from, limit) ?? { firstLine: 0, endLine: 0, lines: [] },
    'serial.search': ({ path, text }: At & { readonly text: string }) =>
      consoles.get(path)?.log.scrollback.search(text) ?? { lines: [], isCut: false },
    'serial.unlock': ({ path, unlocked }: At & { readonly unlocked: boolean }) => {
      known(path).unlock(unlocked);
      return known(path).view();
    },
    'serial.send': async ({ path, text }: At & { readonly text: string }) => {
      await known(path).send(text);
      return null;
    },
  };
}

interface At {
  readonly path: string;
}

async function open({ consoles, ports, consoleAt }: Shelf, path: string): Promise<SerialPortView> {
  const listed = (await ports.now()).find((one) => one.path === path);
  const found = listed ?? { path, maker: null, serialNumber: null, product: null };
  const wasKnown = consoles.has(path);
  const console = consoleAt(path, found);
  try {
    await console.open(found);
  } catch (error) {
    // A typed name that leads nowhere is no port; one that is listed keeps what stands in its way.
    if (!wasKnown && listed === undefined) consoles.delete(path);
    throw error;
  }
  return console.view();
}

/** Opened ones first, then what is plugged in. An adapter that moved to another socket is not listed twice. */
function viewsOf(
  consoles: ReadonlyMap<string, SerialConsole>,
  listed: readonly PortFound[],
  nodeOf: SerialParts['nodeOf'],
): readonly SerialPortView[] {
  const all = [...consoles.values()];
  const active = all.filter(({ state }) => state !== 'closed');
  const isTaken = (port: PortFound): boolean =>
    active.some(({ found }) => isSamePort(found, port)) || all.some(({ path }) => path === port.path);
  return [
    ...active.map((console) => console.view()),
    ...all.filter((console) => !active.includes(console)).map((console) => console.view()),
    ...listed.filter((port) => !isTaken(port)).map((port) => neverOpened(port, nodeOf(port.path))),
  ];
}

function neverOpened(port: PortFound, nodeId: string | null): SerialPortView {
  return {
    ...port,
    ...{ state: 'closed', baud: null, problem: null, isSendUnlocked: false, nodeId },
    ...{ firstLine: 0, endLine: 0, droppedBytes: 0, reading: NOTHING_READ, recording: null },
  };
}

/** Each keeps up to 32 MiB; the one that was closed first goes. */
function makeRoom(consoles: Map<string, SerialConsole>): void {
  if (consoles.size < MOST_CONSOLES) return;
  const [closed] = [...consoles].find(([, { state }]) => state === 'closed') ?? [];
  if (closed === undefined) throw failed('busy', { what: 'serial' });
  consoles.delete(closed);
}
