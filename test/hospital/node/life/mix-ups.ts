import type { LabHardware } from '../lab-hardware.ts';
import type { Machine } from '../machine.ts';

/** What people and networks do to a box, so that it is taken for another one. */
export interface MixUps {
  /** Half of the certificate's day is over: another one for whoever comes from now on, and its fingerprint is printed. */
  renewCertificate(): Promise<void>;
  /** DHCP gives it another address; it listens there, with a certificate for it. */
  takeLease(address: string): Promise<void>;
  /** Another machine has its address too, and answers there; or no longer. It goes on to announce itself. */
  shadow(isShadowed: boolean): Promise<void>;
  /** Its plug is pulled, and another box is put in its place, on its cables. */
  exchange(box: LabHardware): void;
  /** Its disks are erased, and it comes up from the boot medium: in maintenance, with another certificate. */
  reimage(): void;
  /** Somebody puts another sticker on the box. */
  relabel(serial: string): void;
}

export function mixUpsOf(machine: Machine): MixUps {
  return {
    renewCertificate: () => machine.renewCertificate(),
    takeLease: async (address) => {
      const { network } = machine.lease;
      const length = network.addresses[0]?.split('/')[1] ?? '24';
      machine.lease = { address, network: { ...network, addresses: [`${address}/${length}`] } };
      // Its addresses stand in its certificate.
      await machine.renewCertificate();
      await machine.adjustDoor();
    },
    shadow: async (isShadowed) => {
      machine.isShadowed = isShadowed;
      machine.changed();
      await machine.adjustDoor();
    },
    exchange: (box) => {
      machine.nextBox = box;
      machine.isOff = false;
      machine.endRun('cut');
      machine.changed();
    },
    reimage: () => {
      machine.endRun('reset');
      machine.changed();
    },
    relabel: (serial) => {
      machine.label = serial;
      machine.changed();
    },
  };
}
