import type { Page } from 'playwright';
import type { AskName, InputOf, JobName, OutputOf } from '../../../shared/contract/define.ts';
import type { EngineContract } from '../../../shared/contract/engine-contract.ts';
import type { RoundsBridge } from '../../../shared/contract/shell-contract.ts';

declare global {
  interface Window {
    readonly rounds: RoundsBridge;
  }
}

/** What the engine says of one ask or of one job, as far as it is read here. */
interface Heard {
  readonly type: string;
  readonly id?: string;
  readonly ok?: boolean;
  readonly value?: unknown;
  readonly failure?: { readonly code: string };
  readonly snapshot?: {
    readonly id: string;
    readonly state: string;
    readonly value?: unknown;
    readonly failure?: { readonly code: string };
  };
}

/** Asks the engine through the page's own port, to compare what a screen shows with what the engine holds. Throws the failure's code; `engine-away` when the engine dies over it. */
export async function askEngine<N extends AskName<EngineContract>>(
  page: Page,
  name: N,
  input: InputOf<EngineContract[N]>,
): Promise<OutputOf<EngineContract[N]>> {
  return (await send(page, 'ask', name, input)) as OutputOf<EngineContract[N]>;
}

/** Runs long work through the page's own port until it ends. Throws the failure's code, or `cancelled`. */
export async function runJob<N extends JobName<EngineContract>>(
  page: Page,
  name: N,
  input: InputOf<EngineContract[N]>,
): Promise<OutputOf<EngineContract[N]>> {
  return (await send(page, 'start', name, input)) as OutputOf<EngineContract[N]>;
}

/** Posts as soon as the page is connected, for what is posted before that is dropped. */
function send(page: Page, type: 'ask' | 'start', name: string, input: unknown): Promise<unknown> {
  return page.evaluate(
    ([kind, call, given]) =>
      new Promise((resolve, reject) => {
        const { engine } = window.rounds;
        const id = crypto.randomUUID();
        let isSent = false;
        let stop = () => {};
        const end = (settle: () => void) => {
          stop();
          settle();
        };
        const hear = ({ type: said, id: about, ok, value, failure, snapshot }: Heard) => {
          if (said === 'answer' && about === id)
            end(() => (ok === true ? resolve(value) : reject(new Error(failure?.code))));
          if (said !== 'job' || snapshot?.id !== id || snapshot.state === 'running') return;
          const hasWorked = snapshot.state === 'succeeded';
          const why = snapshot.failure?.code ?? snapshot.state;
          end(() => (hasWorked ? resolve(snapshot.value) : reject(new Error(why))));
        };
        stop = engine.listen((event) => {
          if (event.kind === 'message') hear(event.data as Heard);
          else if (event.kind === 'connected' && !isSent) {
            isSent = true;
            engine.post({ type: kind, id, name: call, input: given });
          } else if (isSent) end(() => reject(new Error('engine-away')));
        });
      }),
    [type, name, input] as const,
  );
}
