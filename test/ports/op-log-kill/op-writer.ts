/** Records ops without end and says each one only after `record` has returned; made to be killed. */
import { writeSync } from 'node:fs';
import { systemClock } from '../../../electron/adapters/clock/system-clock.ts';
import { openDatabase } from '../../../electron/adapters/sqlite/open-database.ts';
import { createSyncStore } from '../../../electron/adapters/sqlite/sync-store.ts';
import { createOpLog } from '../../../electron/sync/op-log.ts';
import { someEnrolment } from '../../fakes/enrolment.ts';

const [path = '', keyHex = ''] = process.argv.slice(2);
const store = createSyncStore(openDatabase({ path, keyHex, nativeBinding: null }));
const enrolment = someEnrolment();
const log = createOpLog({ clock: systemClock, store, enrolment: () => enrolment });
for (let number = 0; ; number++) {
  const body = { number, text: 'what an engineer did '.repeat(1 + (number % 20)) };
  const op = log.record({ kind: 'node.found', agg: `node:${number % 7}`, body });
  writeSync(1, `${op.opId} ${op.devSeq}\n`);
}
