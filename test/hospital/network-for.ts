import type { HospitalAddresses } from './addresses.ts';
import type { LabNetwork } from './node/lab-node-options.ts';

/** What the hospital's DHCP tells a machine of this address. */
export function networkFor(addresses: HospitalAddresses, address: string, hostname: string): LabNetwork {
  const prefix = addresses.subnet.slice(addresses.subnet.indexOf('/'));
  return {
    addresses: [`${address}${prefix}`],
    gateway: addresses.gateway,
    nameservers: addresses.dns.map((place) => place.address),
    timeServers: addresses.ntp.map((place) => place.address),
    hostname,
  };
}
