import { rm, symlink } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { atWrongRate } from '../../fakes/serial/at-wrong-rate.ts';
import type { LabNode } from '../node/lab-node.ts';
import { createLoginPrompt, type LoginPrompt } from './login-prompt.ts';
import { openPseudoTerminal, type PseudoTerminal } from './pseudo-terminal.ts';

/** What can be wrong with a node's serial port; an empty object puts it right. */
export const serialTroubleSchema = z.strictObject({
  /** The rate that the node prints at; 115200 unless given. */
  baud: z.union([z.literal(115_200), z.literal(9600)]).exactOptional(),
  /** Nothing that it prints ends. */
  endlessLine: z.boolean().exactOptional(),
  /** Colours, titles that never end, and text that turns around. */
  controls: z.boolean().exactOptional(),
  /** Prints without pause, about so much. */
  floodKiBPerS: z.int().min(1).max(20_480).exactOptional(),
  /** The adapter is out of its socket; it comes back under the same name. */
  unplugged: z.boolean().exactOptional(),
  /** Asks for a name and a password, as a Debian node does; a Talos node takes no input at all. */
  login: z.boolean().exactOptional(),
});
export type SerialTrouble = z.infer<typeof serialTroubleSchema>;

/** The serial port of one simulated node. */
export interface LabSerial {
  readonly name: string;
  /** Any program may open it. */
  readonly path: string;
  readonly trouble: SerialTrouble;
  /** Somebody has it open, at the rate that the node prints at: what is printed before is lost. */
  readonly isRead: boolean;
  setTrouble(trouble: SerialTrouble): Promise<void>;
  /** The cable is put into another node, which prints on this port from now on. */
  plugInto(node: PrintingNode): void;
  /** Prints a line beside those of the node's own life. */
  print(line: string): Promise<void>;
  stop(): Promise<void>;
}

const FLOOD_TICK_MS = 20;

/** What a cable needs of the node that it is in. */
export type PrintingNode = Pick<LabNode, 'onConsoleLine'>;

/** Prints the node's console on a pseudo-terminal linked at `path`, from now on and nothing twice. */
export async function startLabSerial(
  node: PrintingNode & Pick<LabNode, 'name'>,
  path: string,
): Promise<LabSerial> {
  let trouble: SerialTrouble = {};
  let terminal: PseudoTerminal | null = null;
  let prompt: LoginPrompt | null = null;
  const end = new AbortController();
  const put = async (text: string): Promise<void> => {
    const bytes = new TextEncoder().encode(text);
    const isRight = terminal?.baud === (trouble.baud ?? 115_200);
    await terminal?.write(isRight ? bytes : atWrongRate(bytes));
  };
  const hear = (bytes: Uint8Array): void => {
    // At the wrong rate the node understands nothing, and says nothing.
    if (prompt !== null && terminal?.baud === (trouble.baud ?? 115_200)) void put(prompt.answer(bytes));
  };
  const plug = async (): Promise<void> => {
    terminal = await openPseudoTerminal(hear);
    await rm(path, { force: true });
    await symlink(terminal.path, path);
  };
  const unplug = async (): Promise<void> => {
    const gone = terminal;
    terminal = null;
    await rm(path, { force: true });
    await gone?.stop();
  };
  await plug();
  const listenTo = (printing: PrintingNode) =>
    printing.onConsoleLine((line) => void put(dressed(line, trouble)));
  let endLines = listenTo(node);
  const flooding = flood(() => trouble, put, end.signal);
  return {
    name: node.name,
    path,
    get isRead() {
      return terminal?.baud === (trouble.baud ?? 115_200);
    },
    get trouble() {
      return trouble;
    },
    setTrouble: async (next) => {
      trouble = next;
      prompt = next.login === true ? (prompt ?? createLoginPrompt(node.name)) : null;
      if (next.unplugged === true) await unplug();
      else if (terminal === null) await plug();
    },
    plugInto: (next) => {
      endLines();
      endLines = listenTo(next);
    },
    print: (line) => put(dressed(line, trouble)),
    stop: async () => {
      endLines();
      end.abort();
      await flooding;
      await unplug();
    },
  };
}

function dressed(line: string, { endlessLine, controls }: SerialTrouble): string {
  const text =
    controls === true ? `\u001b[1;33m${line}\u001b[0m\u001b]0;a title that never ends\u202e` : line;
  // The kernel's console sends both.
  return endlessLine === true ? `${text} ` : `${text}\r\n`;
}

async function flood(
  trouble: () => SerialTrouble,
  put: (text: string) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const { floodKiBPerS = 0 } = trouble();
    const line = dressed(
      '[  99.000000] [talos] a controller that tries again and again and again',
      trouble(),
    );
    const bytes = (floodKiBPerS * 1024 * FLOOD_TICK_MS) / 1000;
    if (bytes > 0) await put(line.repeat(Math.ceil(bytes / line.length)));
    await pause(FLOOD_TICK_MS, undefined, { signal }).catch(() => undefined);
  }
}
