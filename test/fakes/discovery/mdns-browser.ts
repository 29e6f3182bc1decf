import type { MdnsBrowser, MdnsListener } from '../../../electron/discovery/discovery-ports.ts';
import type { MdnsInstance } from '../../../shared/domain/discovery/mdns-claims.ts';

/** A browser on a link that the test owns. */
export interface FakeMdnsBrowser extends MdnsBrowser {
  /** The node speaks; heard only while somebody listens, and only when it says something new. */
  announce(instance: MdnsInstance): void;
  /** The node says goodbye, or is unplugged and its records run out. */
  withdraw(name: string): void;
  readonly resumed: number;
}

/** Nobody on the link yet. */
export function createFakeMdnsBrowser(): FakeMdnsBrowser {
  const heard = new Map<string, MdnsInstance>();
  const link = new Map<string, MdnsInstance>();
  let listener: MdnsListener | null = null;
  let hasStopped = false;
  let resumed = 0;
  const listen = (): void => {
    if (listener === null || hasStopped) return;
    for (const [name, instance] of link) {
      if (JSON.stringify(heard.get(name)) === JSON.stringify(instance)) continue;
      heard.set(name, instance);
      listener.heard(instance);
    }
    for (const [name, instance] of heard) {
      if (link.has(name)) continue;
      heard.delete(name);
      listener.gone(instance);
    }
  };
  return {
    get resumed() {
      return resumed;
    },
    start: (given) => {
      if (listener !== null) throw new Error('the mdns browser was started twice');
      listener = given;
      listen();
    },
    resume: () => {
      resumed++;
    },
    stop: async () => {
      hasStopped = true;
    },
    announce: (instance) => {
      link.set(instance.name.toLowerCase(), instance);
      listen();
    },
    withdraw: (name) => {
      link.delete(name.toLowerCase());
      listen();
    },
  };
}
