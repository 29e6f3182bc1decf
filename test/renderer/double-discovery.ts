import { failed } from '../../shared/failure/failure.ts';
import { type Double, type Some, step } from './double-handlers.ts';
import { changeNode } from './double-nodes.ts';

/** Finding nodes, in memory. */
export function discoveryHandlers({ world, wait }: Double): Some<'discovery'> {
  return {
    'discovery.listen': async (_input, run) => {
      for (let heard = 0; ; heard++) await step(run, () => wait(4), { heard, nodes: world.nodes.length });
    },
    'discovery.nodes': () => world.nodes,
    'discovery.addTyped': async ({ typed }) => {
      await wait();
      if (!/^[\w.:-]+$/.test(typed)) throw failed('address-unreadable', { typed });
      return world.nodes.find(({ address }) => address === typed) ?? null;
    },
    'discovery.refresh': ({ nodeId }) => changeNode(world, nodeId, { lastSeenAtMs: Date.now() }),
    'discovery.sweep': async (_input, run) => {
      for (let done = 0; done < 254; done += 6) {
        await step(run, wait, {
          done,
          total: 254,
          answered: done >> 5,
          leftMs: (254 - done) * 40,
          perSecond: 25,
        });
      }
      const counts = { touched: 254, answered: 8, nodes: 3, doubtful: 0 };
      return { sweepId: 'sweep-1', ...counts, stopped: false, ending: 'complete' };
    },
    'discovery.addList': async ({ text }, run) => {
      const typed = text.split('\n').filter((line) => line.trim() !== '');
      for (let done = 0; done <= typed.length; done++) await step(run, wait, { done, total: typed.length });
      return {
        rows: typed.map((line, index) => ({ line: index + 1, typed: line, outcome: 'silent', nodeId: null })),
      };
    },
    'discovery.surroundings': () => ({
      ...{ isListening: true, interfaces: [], labSubnet: '10.20.4.0/24', diagnosis: [], failures: [] },
    }),
    'discovery.forecastSweep': ({ range }) => ({
      ...{ range, addresses: 254, excluded: 2, port: 50_000, perSecond: 100, paceReason: 'clinical' },
      ...{ takesMs: 2540, needsAuthority: range.endsWith('/18') },
    }),
    'discovery.sweeps': () => [],
    'discovery.exportSweep': ({ path }) => ({ path, signaturePath: `${path}.minisig` }),
    'discovery.readRancher': async ({ url }, run) => {
      await step(run, wait, { clusters: 0, nodes: 0 });
      return { url, clusters: [], isCut: false };
    },
  };
}
