import type { EngineMessage, PageMessage } from '../../shared/contract/define.ts';
import type { EngineEvent, RoundsBridge } from '../../shared/contract/shell-contract.ts';

/** The bridge's engine door with a hand on the other side: what the page posted, and whatever the test lets the engine say. */
export function fakeEngineDoor() {
  const posted: PageMessage[] = [];
  let tellPage: (event: EngineEvent) => void = () => {};
  const door: RoundsBridge['engine'] = {
    // Everything crosses by structured clone, so that nothing that cannot cross passes a test.
    post: (message) => void posted.push(structuredClone(message) as PageMessage),
    listen: (listener) => {
      tellPage = listener;
      return () => {
        tellPage = () => {};
      };
    },
  };
  return {
    door,
    /** Takes what was posted since the last look. */
    take: (): readonly PageMessage[] => posted.splice(0),
    become: (kind: 'connected' | 'lost' | 'stopped') => tellPage({ kind }),
    say: (message: EngineMessage) => tellPage({ kind: 'message', data: structuredClone(message) }),
  };
}
