import type { MdnsBrowser, MdnsListener } from '../../../electron/discovery/discovery-ports.ts';
import type { MdnsInstance } from '../../../shared/domain/discovery/mdns-claims.ts';

/** A network segment that the test owns, with any number of browsers on it. */
export interface FakeMdnsLink {
  /** The node speaks; heard only while somebody listens, and only when it says something new. */
  announce(instance: MdnsInstance): void;
  /** The node says goodbye, or is unplugged and its records run out. */
  withdraw(name: string): void;
  /** One more browser, not listening yet. */
  open(): MdnsBrowser;
  /** Browsers that listen now. */
  readonly listening: number;
  readonly resumed: number;
}

/** Nobody on the link yet. */
export function createFakeMdnsLink(): FakeMdnsLink {
  const speaking = new Map<string, MdnsInstance>();
  const ears = new Set<() => void>();
  let resumed = 0;
  const tellAll = (): void => {
    for (const ear of ears) ear();
  };
  return {
    get listening() {
      return ears.size;
    },
    get resumed() {
      return resumed;
    },
    announce: (instance) => {
      speaking.set(instance.name.toLowerCase(), instance);
      tellAll();
    },
    withdraw: (name) => {
      speaking.delete(name.toLowerCase());
      tellAll();
    },
    open: () => {
      let ear: (() => void) | null = null;
      return {
        start: (listener) => {
          if (ear !== null) throw new Error('the mdns browser was started twice');
          ear = earOf(listener, speaking);
          ears.add(ear);
          ear();
        },
        resume: () => {
          resumed++;
        },
        stop: async () => {
          if (ear !== null) ears.delete(ear);
          ear = null;
        },
      };
    },
  };
}

function earOf(listener: MdnsListener, speaking: ReadonlyMap<string, MdnsInstance>): () => void {
  const heard = new Map<string, MdnsInstance>();
  return () => {
    for (const [name, instance] of speaking) {
      if (JSON.stringify(heard.get(name)) === JSON.stringify(instance)) continue;
      heard.set(name, instance);
      listener.heard(instance);
    }
    for (const [name, instance] of heard) {
      if (speaking.has(name)) continue;
      heard.delete(name);
      listener.gone(instance);
    }
  };
}
