import { readdirSync, readFileSync } from 'node:fs';

/** Proportional set size of a process and all its descendants, MiB. Linux only: shared pages count once. */
export function treePssMiB(rootPid: number): number {
  let kib = 0;
  for (const pid of tree(rootPid)) {
    const found = read(`/proc/${pid}/smaps_rollup`).match(/^Pss:\s+(\d+) kB$/m);
    kib += Number(found?.[1] ?? 0);
  }
  return kib / 1024;
}

function tree(rootPid: number): readonly number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    // The command may hold spaces and brackets, so the fields are counted from its closing bracket.
    const parent = Number(read(`/proc/${name}/stat`).split(') ').at(-1)?.split(' ')[1]);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const found = [rootPid];
  for (const pid of found) found.push(...(children.get(pid) ?? []));
  return found;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // Expected here: a process that ended while the list was read.
    return '';
  }
}
