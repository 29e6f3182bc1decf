/** Sweeps loopback addresses by real sockets and writes its log to a database; made to be killed. */
import { systemClock } from '../../../electron/adapters/clock/system-clock.ts';
import { createDiscoveryStore } from '../../../electron/adapters/sqlite/discovery-store.ts';
import { openDatabase } from '../../../electron/adapters/sqlite/open-database.ts';
import { createTcpProber } from '../../../electron/adapters/sweep/tcp-prober.ts';
import { runSweep } from '../../../electron/discovery/sweep/run-sweep.ts';
import { createSweepJournal } from '../../../electron/discovery/sweep/sweep-journal.ts';
import { readSweepDetails } from '../../../shared/domain/discovery/sweep/sweep-details.ts';

const [path = '', keyHex = '', port = '0', addresses = ''] = process.argv.slice(2);
const { sweeps } = createDiscoveryStore(openDatabase({ path, keyHex, nativeBinding: null }));
sweeps.begin('st-anna', {
  ...{ id: 'sweep-1', range: '127.77.11.0/24', port: Number(port), pace: 'normal', startedAtMs: Date.now() },
  details: readSweepDetails({ perSecond: 100 }),
});
const journal = createSweepJournal('sweep-1', sweeps);
await runSweep(
  {
    ...{ addresses: addresses.split(','), port: Number(port), perSecond: 100 },
    ...{ onAhead: journal.ahead, onTouch: journal.touched },
  },
  { clock: systemClock, prober: createTcpProber(), random: Math.random },
  new AbortController().signal,
);
journal.flush();
