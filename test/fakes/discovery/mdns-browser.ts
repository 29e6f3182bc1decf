import type {
  InterfaceHearing,
  MdnsBrowser,
  MdnsListener,
} from '../../../electron/discovery/discovery-ports.ts';
import type { MdnsInstance } from '../../../shared/domain/discovery/mdns-claims.ts';
import type { HearingState } from '../../../shared/domain/discovery/surroundings.ts';

/** A network segment that the test owns, with any number of browsers on it. */
export interface FakeMdnsLink {
  /** The node speaks; heard only while somebody listens, and only when it says something new. */
  announce(instance: MdnsInstance): void;
  /** The node says goodbye, or is unplugged and its records run out. */
  withdraw(name: string): void;
  /** The node's cable is pulled: its announcement stays in every ear until somebody doubts it. */
  unplug(name: string): void;
  /** How well its browsers hear; one good interface `eth0` unless set. */
  setHearing(hearing: readonly InterfaceHearing[]): void;
  /** One more browser, not listening yet. */
  open(): MdnsBrowser;
  /** Browsers that listen now. */
  readonly listening: number;
  readonly resumed: number;
}

/** Port 5353 shared, our own questions heard. */
export const goodHearing: HearingState = {
  ...{ socket: 'shared', reason: null, hearsItself: 'yes' },
  ...{ packetsOfOthers: 1, packetsDropped: 0, packetsMalformed: 0 },
};
/** An address family that the interface does not have. */
export const noHearing: HearingState = {
  ...{ socket: 'off', reason: null, hearsItself: 'not-yet' },
  ...{ packetsOfOthers: 0, packetsDropped: 0, packetsMalformed: 0 },
};

/** Nobody on the link yet. */
export function createFakeMdnsLink(): FakeMdnsLink {
  const speaking = new Map<string, MdnsInstance>();
  const unplugged = new Set<string>();
  const ears = new Set<Ear>();
  let hearing: readonly InterfaceHearing[] = [{ interfaceName: 'eth0', ipv4: goodHearing, ipv6: noHearing }];
  let resumed = 0;
  const tellAll = (): void => {
    for (const ear of ears) ear.listen();
  };
  return {
    get listening() {
      return ears.size;
    },
    get resumed() {
      return resumed;
    },
    announce: (instance) => {
      unplugged.delete(instance.name.toLowerCase());
      speaking.set(instance.name.toLowerCase(), instance);
      tellAll();
    },
    withdraw: (name) => {
      speaking.delete(name.toLowerCase());
      tellAll();
    },
    unplug: (name) => void unplugged.add(name.toLowerCase()),
    setHearing: (wanted) => {
      hearing = wanted;
      for (const ear of ears) ear.listener.hearingChanged?.();
    },
    open: () => {
      let ear: Ear | null = null;
      return {
        start: (listener) => {
          if (ear !== null) throw new Error('the mdns browser was started twice');
          ear = { listener, listen: earOf(listener, speaking) };
          ears.add(ear);
          ear.listen();
        },
        reconfirm: ({ name }) => {
          if (unplugged.has(name.toLowerCase())) speaking.delete(name.toLowerCase());
          tellAll();
        },
        hearing: () => (ear === null ? [] : hearing),
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

interface Ear {
  readonly listener: MdnsListener;
  listen(): void;
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
