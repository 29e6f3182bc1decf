import { type Broadcast, createBroadcast } from '../broadcast.ts';

/** The kernel's ring buffer holds about this many lines of such a machine. */
const KEPT_LINES = 4000;

export interface KernelLine {
  readonly facility: 'kern' | 'user' | 'daemon';
  readonly priority: 'info' | 'warning' | 'notice' | 'err';
  readonly atMs: number;
  readonly text: string;
}

/** What the kernel log holds since the last start, and what the console shows. */
export interface KernelLog {
  /** A new start: the buffer is empty and the stamps count from here. */
  restart(): void;
  /** Another machine prints here from now on. */
  begin(): void;
  write(line: Omit<KernelLine, 'atMs'>): void;
  /** A line of Talos itself, with its prefix. */
  talos(text: string): void;
  lines(): readonly KernelLine[];
  readonly live: Broadcast<KernelLine>;
  /** As on a serial console: everything since this machine was first switched on, with the kernel's stamp. */
  console(): readonly string[];
  readonly consoleLive: Broadcast<string>;
}

export function createKernelLog(): KernelLog {
  let bootMs = Date.now();
  let lines: KernelLine[] = [];
  const shown: string[] = [];
  const live = createBroadcast<KernelLine>();
  const consoleLive = createBroadcast<string>();
  const write = (line: Omit<KernelLine, 'atMs'>) => {
    const entry = { ...line, atMs: Date.now() };
    lines.push(entry);
    if (lines.length > KEPT_LINES) lines.shift();
    const stamp = ((entry.atMs - bootMs) / 1000).toFixed(6).padStart(12);
    const text = `[${stamp}] ${line.text}`;
    shown.push(text);
    if (shown.length > KEPT_LINES) shown.shift();
    live.send(entry);
    consoleLive.send(text);
  };
  return {
    restart() {
      bootMs = Date.now();
      lines = [];
    },
    begin: () => void shown.splice(0),
    write,
    talos: (text) => write({ facility: 'user', priority: 'warning', text: `[talos] ${text}` }),
    lines: () => lines,
    live,
    console: () => shown,
    consoleLive,
  };
}

/** The line as the node's Dmesg call sends it. */
export function dmesgText({ facility, priority, atMs, text }: KernelLine): string {
  return `${facility}: ${priority.padStart(7)}: [${new Date(atMs).toISOString()}]: ${text}`;
}
