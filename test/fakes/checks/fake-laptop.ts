import type { HostInterface } from '../../../electron/checks/checks-ports.ts';
import { chooseInterface } from '../../../electron/checks/choose-interface.ts';
import { type LaptopContext, laptopContext } from '../../../electron/checks/laptop-context.ts';
import type { NodeView } from '../../../shared/domain/nodes/node-view.ts';
import type { Pack } from '../../../shared/domain/sites/pack.ts';
import { samplePack } from '../sample-pack.ts';
import { createFakeSiteNetwork, type FakeSiteNetwork } from './fake-site-network.ts';

export interface FakeLaptop {
  readonly network: FakeSiteNetwork;
  readonly pack: Pack;
  readonly signal: AbortSignal;
  /** The context of a run at this moment: the interface is chosen from what is plugged in now. */
  context(nodes?: readonly NodeView[]): LaptopContext;
}

/** A laptop on the network of the sample pack, on which all is in order. */
export function createFakeLaptop({ wanted = null }: { wanted?: readonly string[] | null } = {}): FakeLaptop {
  const pack = samplePack();
  const network = createFakeSiteNetwork(pack);
  const signal = new AbortController().signal;
  const interfaces: readonly HostInterface[] = network.interfaces;
  return {
    network,
    pack,
    signal,
    context: (nodes = []) => {
      const chosen = chooseInterface(interfaces, wanted, pack.network.subnet);
      return laptopContext(
        { ...network, randomLabel: () => 'nobody-has-this' },
        { pack, chosen, wanted, nodes },
        signal,
      );
    },
  };
}

/** A node as the list shows it: found, in maintenance, at the address. */
export function sampleNode(change: Partial<NodeView> = {}): NodeView {
  return {
    id: 'uuid:4c4c4544-0001',
    name: 'talos-abc-123',
    answer: 'waiting',
    address: '10.20.4.11',
    port: 50_000,
    hostname: null,
    serial: null,
    uuid: null,
    product: null,
    macs: null,
    talosVersion: null,
    machineStage: null,
    fingerprint: null,
    sources: ['mdns'],
    presence: 'here',
    places: [],
    consolePort: null,
    consoleFingerprint: null,
    managed: null,
    earlier: null,
    lock: null,
    lastSeenAtMs: Date.UTC(2026, 10, 24, 8, 0, 0),
    slotId: null,
    candidateSlotIds: [],
    stage: 'found',
    identified: false,
    ...change,
  };
}
