import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { createDiscoveryBench } from '../../test/fakes/discovery/bench.ts';

test('a machine that is another with every answer fills neither log nor list', async () => {
  const bench = createDiscoveryBench();
  try {
    const liar = bench.put(1);
    bench.discovery.startListening();
    // What an earlier day of it left on record.
    const before = Array.from({ length: 4090 }, (_none, index) => `uuid:${index}`);
    bench.store.found.opIdsFor('st-anna', before, () => randomUUID());
    bench.store.found.markRecorded('st-anna', before);
    for (let round = 0; round < 60; round++) {
      liar.uuid = `4c4c4544-0042-3510-8051-b7c04f4a4${String(round).padStart(3, '0')}`;
      liar.serial = `LIE-${1000 + round}`;
      liar.macs = [`02:ee:00:00:00:${(round + 16).toString(16)}`];
      void bench.handlers['discovery.addTyped']({ typed: '10.20.4.11' }, new AbortController().signal);
      await bench.clock.advance(6000);
    }
    expect(bench.ops.length).toBe(6);
    // Others that it was before are gone, not shown as if they were there.
    const here = bench.discovery.book.all().filter(({ presence }) => presence === 'here');
    expect(here.length).toBeLessThanOrEqual(2);
    expect(bench.log.bugs).toEqual([]);
  } finally {
    await bench.close();
  }
});
