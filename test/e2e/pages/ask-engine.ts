import type { Page } from 'playwright';
import type { AskName, InputOf, OutputOf } from '../../../shared/contract/define.ts';
import type { EngineContract } from '../../../shared/contract/engine-contract.ts';
import type { RoundsBridge } from '../../../shared/contract/shell-contract.ts';

type BridgeWindow = Window & { readonly rounds: RoundsBridge };

/** Asks the engine through the page's own port, to compare what a screen shows with what the engine holds. Throws the failure's code. */
export async function askEngine<N extends AskName<EngineContract>>(
  page: Page,
  name: N,
  input: InputOf<EngineContract[N]>,
): Promise<OutputOf<EngineContract[N]>> {
  const answer = await page.evaluate(
    ([call, given]) =>
      new Promise((resolve, reject) => {
        const { engine } = (window as unknown as BridgeWindow).rounds;
        const id = crypto.randomUUID();
        const stop = engine.listen((event) => {
          if (event.kind !== 'message') return;
          const message = event.data as {
            type: string;
            id?: string;
            ok?: boolean;
            value?: unknown;
            failure?: { code: string };
          };
          if (message.type !== 'answer' || message.id !== id) return;
          stop();
          if (message.ok === true) resolve(message.value);
          else reject(new Error(message.failure?.code));
        });
        engine.post({ type: 'ask', id, name: call, input: given });
      }),
    [name, input] as const,
  );
  return answer as OutputOf<EngineContract[N]>;
}
