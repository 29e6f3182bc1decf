/** Whose beacons are asked next: every sender has the same right to it, however many machines it announces. */

export interface BeaconTurns {
  /** Calls `ask` when its turn comes; what waits under the same key is given up for it. */
  add(sender: string, key: string, ask: BeaconAsk): void;
  /** Whoever waits under the key is given up. */
  remove(sender: string, key: string): void;
  /** Everybody who waits is given up. */
  clear(): void;
  /** Beacons that wait. */
  readonly waiting: number;
}
/** Asks every address of a beacon; in a crowd quickly, because others are kept waiting. */
export interface BeaconAsk {
  /** How many addresses that are; 0 for none that may be asked. */
  readonly addresses: () => number;
  readonly run: (isCrowd: boolean) => Promise<void>;
}

/** Addresses asked at once; the look queue has two turns more, for those that are known already. */
const AT_ONCE = 6;
/** A switch full of nodes that speak together is no crowd. */
const CROWD = 24;
/** In a crowd each is met by a light connect first, and few of them are there. */
const AT_ONCE_IN_CROWD = 24;
/** Hostile senders may announce, and take back, any number of them. */
const WAITING_LIMIT = 2000;

/** Nobody waits yet. */
export function createBeaconTurns(): BeaconTurns {
  /** Senders in the order of their turns, each with its beacons. */
  const senders = new Map<string, Map<string, BeaconAsk>>();
  let waiting = 0;
  let underWay = 0;
  const take = (sender: string): BeaconAsk | null => {
    const beacons = senders.get(sender);
    const [first] = beacons ?? [];
    if (beacons === undefined || first === undefined) return null;
    const [key, ask] = first;
    beacons.delete(key);
    waiting--;
    // Back to the end: a Map keeps its order.
    senders.delete(sender);
    if (beacons.size > 0) senders.set(sender, beacons);
    return ask;
  };
  const goOn = (): void => {
    for (;;) {
      const isCrowd = waiting >= CROWD;
      if (underWay >= (isCrowd ? AT_ONCE_IN_CROWD : AT_ONCE)) return;
      const [sender] = senders.keys();
      const ask = sender === undefined ? null : take(sender);
      if (ask === null) return;
      const addresses = ask.addresses();
      if (addresses === 0) continue;
      underWay += addresses;
      void ask.run(isCrowd).finally(() => {
        underWay -= addresses;
        goOn();
      });
    }
  };
  return {
    get waiting() {
      return waiting;
    },
    remove: (sender, key) => {
      const beacons = senders.get(sender);
      if (beacons?.delete(key) !== true) return;
      waiting--;
      if (beacons.size === 0) senders.delete(sender);
    },
    clear: () => {
      senders.clear();
      waiting = 0;
    },
    add: (sender, key, ask) => {
      const beacons = senders.get(sender) ?? new Map<string, BeaconAsk>();
      if (!beacons.has(key)) waiting++;
      beacons.set(key, ask);
      senders.set(sender, beacons);
      if (waiting > WAITING_LIMIT) take(largestOf(senders));
      goOn();
    },
  };
}

function largestOf(senders: ReadonlyMap<string, ReadonlyMap<string, BeaconAsk>>): string {
  let [largest, size] = ['', 0];
  for (const [sender, beacons] of senders) if (beacons.size > size) [largest, size] = [sender, beacons.size];
  return largest;
}
