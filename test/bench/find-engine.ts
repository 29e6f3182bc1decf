import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { prepareLaptop } from '../lan/laptop/prepare-laptop.ts';
import { startLaptop } from '../lan/laptop/start-laptop.ts';
import type { Lan } from '../lan/network/create-lan.ts';
import type { Host } from '../lan/network/host.ts';
import type { SweepOrder, SweptBy } from './find-network.ts';

/** A sweep by the whole engine, as the page asks for it; what answered is read from the log for the hospital. */
export async function sweepByEngine(
  lan: Lan,
  host: Host,
  { range, exclude, gateway }: SweepOrder,
): Promise<SweptBy> {
  const prepared = await prepareLaptop(lan.folder, {
    ...{ subnet: range, gateway, slots: ['192.0.2.1/24'], allow: [range], exclude, clinical: [] },
  });
  const laptop = await startLaptop(host, prepared);
  await laptop.ask('settings.write', { sweepPace: 'normal' });
  const beganAt = performance.now();
  const { sweepId, ending } = await laptop.job('discovery.sweep', { range, authority: null });
  const seconds = (performance.now() - beganAt) / 1000;
  const path = join(lan.folder, 'sweep.csv');
  await laptop.ask('discovery.exportSweep', { sweepId, path });
  await laptop.program.stop();
  return { seconds, answered: answeredIn(await readFile(path, 'utf8')), note: ending };
}

/** Addresses with an answer, `open` or `closed`, wherever its columns are. */
function answeredIn(csv: string): readonly string[] {
  return csv.split(/\r?\n/).flatMap((line) => {
    const cells = line.split(/[,;]/).map((cell) => cell.replaceAll('"', ''));
    const address = cells.find((cell) => /^\d+(\.\d+){3}$/.test(cell));
    return address !== undefined && cells.some((cell) => cell === 'open' || cell === 'closed')
      ? [address]
      : [];
  });
}
