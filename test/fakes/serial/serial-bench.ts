import { createSerialConsoles } from '../../../electron/serial/create-serial-consoles.ts';
import type { SerialParts } from '../../../electron/serial/serial-ports.ts';
import type {
  ConsoleReading,
  SerialLine,
  SerialPortView,
} from '../../../shared/domain/serial/serial-port.ts';
import type { Op } from '../../../shared/domain/sync/op.ts';
import { failed } from '../../../shared/failure/failure.ts';
import { someEnrolment } from '../enrolment.ts';
import { createFakeClock } from '../fake-clock.ts';
import { createFakeLog } from '../fake-log.ts';
import { createFakeRecordings } from './fake-recordings.ts';
import { createFakeSerial } from './fake-serial.ts';

type Recorded = Parameters<SerialParts['ops']['record']>[0];

/** The real consoles on a laptop in memory, with what was told and recorded. */
export function createSerialBench(change: Partial<SerialParts> = {}) {
  const clock = createFakeClock();
  const log = createFakeLog();
  const serial = createFakeSerial();
  const recordings = createFakeRecordings();
  const ops: Recorded[] = [];
  const sights: { readonly path: string; readonly reading: ConsoleReading }[] = [];
  const enrolment = someEnrolment();
  let news = 0;
  const consoles = createSerialConsoles({
    ...{ clock, log, recordings, system: serial, extraPorts: [] },
    announce: (name) => {
      if (name === 'serial.changed') news += 1;
    },
    ops: {
      record: (entry) => {
        ops.push(entry);
        return { ...emptyOp, kind: entry.kind, agg: entry.agg, body: entry.body };
      },
    },
    site: {
      enrolment: () => enrolment,
      pack: () => null,
      require: () => {
        throw failed('pack-missing', {});
      },
    },
    sight: (path, reading) => void sights.push({ path, reading }),
    nodeOf: () => null,
    ...change,
  });
  const { handlers } = consoles;
  const portAt = async (path: string): Promise<SerialPortView> => {
    const port = (await handlers['serial.ports']()).find((one) => one.path === path);
    if (port === undefined) throw new Error(`${path} is not listed`);
    return port;
  };
  const lines = (path: string, from = 0): readonly SerialLine[] =>
    handlers['serial.lines']({ path, from, limit: 2000 }).lines;
  return {
    ...{ clock, log, serial, recordings, ops, sights, consoles, handlers, portAt, lines },
    news: () => news,
    texts: (path: string, kind: SerialLine['kind'] = 'in') =>
      lines(path)
        .filter((line) => line.kind === kind)
        .map(({ text }) => text),
    /** Lets everything that can go on go on, without time. */
    settle: () => clock.advance(0),
  };
}
export type SerialBench = ReturnType<typeof createSerialBench>;

const emptyOp: Omit<Op, 'kind' | 'agg' | 'body'> = {
  ...{ opId: 'op', v: 1, site: 'st-example', region: 'eu-1', dev: 'laptop-1', devSeq: 1 },
  ...{ actor: 'Ada Example', at: '', bodyHash: '', prevHash: '', hash: '', salt: '' },
};
