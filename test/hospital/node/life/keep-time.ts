import type { Machine } from '../machine.ts';
import { askTime, type TimeSource } from './sntp.ts';

/** Pauses between questions to the time servers, in real time: other programs are at the other end. */
const RETRY_MS = 500;
const REFRESH_MS = 15_000;

/** Where and how this node asks for the time and for names. */
export function timeSource(machine: Machine): TimeSource {
  return {
    nameservers: machine.network.nameservers,
    ports: machine.options.servicePorts ?? { dns: 53, ntp: 123 },
  };
}

/**
 * Keeps `isTimeSynced` true to the world for as long as this run lasts. A node that was given no time server counts as
 * synced: it stands for one whose default server on the internet answers.
 */
export function keepTime(machine: Machine): void {
  const signal = machine.runSignal;
  const look = async () => {
    const isSynced = await canSync(machine, signal);
    if (signal.aborted) return;
    if (isSynced !== machine.isTimeSynced) {
      machine.isTimeSynced = isSynced;
      machine.logs.write(
        'controller-runtime',
        `${new Date().toISOString()} INFO time is ${isSynced ? '' : 'not '}in sync {"controller": "time.SyncController"}`,
      );
      machine.changed();
    }
    timer = setTimeout(() => void look(), isSynced ? REFRESH_MS : RETRY_MS);
  };
  let timer: NodeJS.Timeout | undefined;
  const unwatch = machine.watch(() => {
    // Switched habits and new servers count at once.
    if (machine.isTimeSynced === Boolean(machine.habits.timeNotInSync)) wake();
  });
  const wake = () => {
    if (!timer) return;
    clearTimeout(timer);
    timer = undefined;
    void look();
  };
  signal.addEventListener(
    'abort',
    () => {
      unwatch();
      clearTimeout(timer);
    },
    { once: true },
  );
  void look();
}

async function canSync(machine: Machine, signal: AbortSignal): Promise<boolean> {
  if (machine.habits.timeNotInSync) return false;
  if (machine.active?.settings.isTimeSyncDisabled) return true;
  const servers = machine.network.timeServers;
  if (servers.length === 0) return true;
  for (const server of servers) {
    const answered = await askTime(server, timeSource(machine), signal).then(
      () => true,
      (error: Error) => {
        machine.logs.write(
          'controller-runtime',
          `${new Date().toISOString()} ERROR failed looking up or querying ${server}: ${error.message} {"controller": "time.SyncController"}`,
        );
        return false;
      },
    );
    if (answered) return true;
  }
  return false;
}
