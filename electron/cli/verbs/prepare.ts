import type { ReadinessItem } from '../../../shared/domain/sites/visit.ts';
import { isMessageKey, words } from '../../../shared/words/words.ts';
import { exitCodes } from '../exit-codes.ts';
import { packLines } from '../say/pack-lines.ts';
import { table } from '../say/table.ts';
import type { Verb } from './verb.ts';

/** Brings the pack and its images here, and says whether this laptop is ready for the visit. */
export const prepare: Verb = async ({ session, output }) => {
  let stage = '';
  const pack = await session.job(
    'sites.prepare',
    {},
    {
      onProgress: (progress) => {
        if (progress.stage !== stage) output.step(words(`sites.prepare.${progress.stage}`));
        stage = progress.stage;
        output.count(words('sites.prepare.count', { done: progress.done, total: progress.total }));
      },
    },
  );
  const { readiness } = await session.ask('sites.overview', {});
  return {
    exit: readiness.ready ? exitCodes.ok : exitCodes.attention,
    data: { pack, readiness },
    lines: [
      ...packLines(pack),
      '',
      words(readiness.ready ? 'sites.ready.title' : 'sites.ready.title.not'),
      ...table(readiness.items.map(itemRow)),
    ],
  };
};

function itemRow({ code, state }: ReadinessItem): readonly string[] {
  const key = `sites.ready.${code}.${state}`;
  return [
    `  ${words(state === 'ok' ? 'frame.state.ok' : 'frame.state.blocks')}`,
    isMessageKey(key) ? words(key) : code,
  ];
}
