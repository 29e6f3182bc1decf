import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSerialSystem } from '../../electron/adapters/serial/serial-system.ts';
import type { OpenPort, SerialSystem } from '../../electron/serial/serial-ports.ts';
import { createFakeSerial } from '../fakes/serial/fake-serial.ts';
import { type LabSerial, startLabSerial } from '../hospital/serial/lab-serial.ts';

/** A port of a laptop with a machine at the other end of its wire. */
export interface Wire extends AsyncDisposable {
  readonly system: SerialSystem;
  readonly path: string;
  print(text: string): Promise<void>;
  /** Makes the machine print at this rate. */
  rate(baud: 115_200 | 9600): Promise<void>;
  pull(): Promise<void>;
  plug(): Promise<void>;
}

/** In memory. */
export async function fakeWire(): Promise<Wire> {
  const path = '/dev/pts/41';
  const system = createFakeSerial();
  let adapter = system.adapter({ path }, { isListed: false });
  return {
    ...{ system, path },
    print: async (text) => adapter.print(`${text}\r\n`),
    rate: async (rate) => {
      adapter.pull();
      adapter = system.adapter({ path }, { isListed: false, rate });
    },
    pull: async () => adapter.pull(),
    plug: async () => adapter.plug(),
    [Symbol.asyncDispose]: async () => undefined,
  };
}

/** `serialport` on a pseudo-terminal. */
export async function realWire(): Promise<Wire> {
  const folder = await mkdtemp(join(tmpdir(), 'rounds-wire-'));
  const node = { name: 'lab-edge-01', onConsoleLine: () => () => undefined };
  const serial: LabSerial = await startLabSerial(node, join(folder, 'lab-edge-01'));
  return {
    system: createSerialSystem(),
    path: serial.path,
    print: serial.print,
    rate: (baud) => serial.setTrouble({ baud }),
    pull: () => serial.setTrouble({ unplugged: true }),
    plug: () => serial.setTrouble({}),
    [Symbol.asyncDispose]: async () => {
      await serial.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Prints until it arrives: a machine does not know when somebody has begun to listen. Gives all that was read. */
export async function printUntilHeard(wire: Wire, port: OpenPort, text: string): Promise<string> {
  let heard = '';
  let isHeard = false;
  const printing = (async () => {
    while (!isHeard) {
      await wire.print(text);
      await new Promise((resolve) => setImmediate(resolve));
    }
  })();
  while (!heard.includes(text)) heard += new TextDecoder().decode((await port.read()) ?? undefined);
  isHeard = true;
  await printing;
  return heard;
}
